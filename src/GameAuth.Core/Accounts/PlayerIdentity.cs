namespace GameAuth.Providers;

/// <summary>Who a player is, by the provider's word.</summary>
/// <param name="Subject">The provider's own id (xuid, sub): unique per registration.</param>
/// <param name="DisplayName">The name to show; null where the provider has none.</param>
/// <param name="Picture">The picture to show; null where the provider has none.</param>
public sealed record PlayerIdentity(string Subject, string? DisplayName = null, Uri? Picture = null);
