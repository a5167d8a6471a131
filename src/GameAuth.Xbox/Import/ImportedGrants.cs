using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>What every format's refresh token becomes.</summary>
internal sealed class ImportedGrants(MsaClient application)
{
    private const int MaxToken = 16 * 1024;

    /// <summary>Adds a grant, or says why it is none.</summary>
    /// <param name="findings">Where to.</param>
    /// <param name="refreshToken">The refresh token, verbatim; null or empty where the source has none.</param>
    /// <param name="scope">The scope that the source says it was issued for; null where it says none.</param>
    /// <param name="player">Who the player is, by the source's word.</param>
    /// <param name="issuedTo">The client id that the source says it was issued to; null where it says none.</param>
    public void Add(ImportFindings<MsaToken> findings, string? refreshToken, string? scope, ImportedPlayer player, string? issuedTo = null)
    {
        if (string.IsNullOrEmpty(refreshToken))
        {
            findings.Skip(ImportSkipReason.NoGrant, "It has no refresh token, and an access token ends within the hour; sign in.");
        }
        else if (refreshToken.Length > MaxToken || !refreshToken.All(static c => c is > ' ' and <= '~'))
        {
            findings.Skip(ImportSkipReason.Unreadable, "Its refresh token is none: it is too long, or has characters that no token has.");
        }
        else if (scope is not null && !application.Opens(scope))
        {
            findings.Skip(ImportSkipReason.OtherEndpoint, $"It was issued for another scope than {application.Scope}, and is refused under it; sign in.");
        }
        else
        {
            Secret token = new(refreshToken);

            // The access token stays behind: expired, the first use refreshes, which shows at once whether the grant still works.
            MsaToken grant = new() { AccessToken = new Secret(""), RefreshToken = token, ClientId = application.Id, ExpiresAt = DateTimeOffset.UnixEpoch };
            findings.Add(grant, token, player.Xuid, player.Gamertag, issuedTo);
        }
    }
}
