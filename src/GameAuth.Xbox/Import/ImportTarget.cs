using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>The registration that an import goes to, and what it makes of another program's findings.</summary>
/// <param name="application">Its client id.</param>
/// <param name="loginHost">The host of its login endpoint.</param>
/// <param name="identities">Its device's identity.</param>
/// <param name="ids">New ids, for what a source lacks.</param>
internal sealed class ImportTarget(MsaApplication application, string loginHost, XboxDeviceIdentities identities, IIdGenerator ids)
{
    public string LoginHost { get; } = loginHost;

    public XboxDeviceIdentities Identities { get; } = identities;

    public IIdGenerator Ids { get; } = ids;

    /// <summary>Adds a grant, or says why it is none.</summary>
    /// <param name="findings">Where to.</param>
    /// <param name="refreshToken">The refresh token, verbatim; null or empty where the source has none.</param>
    /// <param name="scope">The scope that the source says it was issued for; null where it says none.</param>
    /// <param name="player">Who the player is, by the source's word.</param>
    /// <param name="issuedTo">The client id that the source says it was issued to; null where it says none.</param>
    public void AddGrant(ImportFindings<MsaToken> findings, string? refreshToken, string? scope, ImportedPlayer player, string? issuedTo = null)
    {
        if (string.IsNullOrEmpty(refreshToken))
        {
            findings.Skip(ImportSkipReason.NoGrant, "It has no refresh token, and an access token ends within the hour; sign in.");
        }
        else if (ServerToken.OrNull(new Secret(refreshToken)) is not { } token)
        {
            findings.Skip(ImportSkipReason.Unreadable, "Its refresh token is none: it is too long, or has characters that no token has.");
        }
        else if (scope is not null && !application.Opens(scope))
        {
            findings.Skip(ImportSkipReason.OtherEndpoint, $"It was issued for another scope than {application.Scope}, and is refused under it; sign in.");
        }
        else
        {
            // The access token stays behind: expired, the first use refreshes, which shows at once whether the grant still works.
            MsaToken grant = new() { AccessToken = new Secret(""), RefreshToken = token, ClientId = application.Id, ExpiresAt = DateTimeOffset.UnixEpoch };
            findings.Add(grant, token, player.Xuid, player.Gamertag, issuedTo);
        }
    }

    /// <summary>Reads one entry of a file for itself, so that a damaged one spares the others; null where it is not of the format.</summary>
    public static T? TryRead<T>(JsonElement entry, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return entry.Deserialize(type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Who a player is, by the word of another program's file.</summary>
internal readonly record struct ImportedPlayer
{
    public ImportedPlayer(string? xuid, string? gamertag)
    {
        // Both are only kept where they can be what they claim: the file is not the service.
        Xuid = XstsToken.IsXuid(xuid) ? xuid : null;
        Gamertag = gamertag is { Length: > 0 and <= 64 } && !gamertag.Any(char.IsControl) ? gamertag : null;
    }

    public string? Xuid { get; }

    public string? Gamertag { get; }
}

/// <summary>An answer of Microsoft's token endpoint as another program has stored it. The refresh token is whole, prefix and all.</summary>
internal sealed class ImportedTokenAnswer
{
    public string? RefreshToken { get; init; }
    public string? Scope { get; init; }
}
