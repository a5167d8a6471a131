namespace GameAuth.Xbox;

/// <summary>A player's profile. Immutable. Its texts and addresses came from the service and have been checked.</summary>
/// <param name="Xuid">The player's Xbox user id.</param>
/// <param name="Gamertag">The gamertag.</param>
/// <param name="Gamerscore">The gamerscore.</param>
/// <param name="DisplayPicture">The picture (<c>GameDisplayPicRaw</c>), https on a host of Microsoft's; null where there is none.</param>
/// <param name="AccountTier">The tier, such as <c>Gold</c> or <c>Silver</c>; null where the service does not say.</param>
public sealed record XboxProfile(string Xuid, string Gamertag, int Gamerscore, Uri? DisplayPicture, string? AccountTier);
