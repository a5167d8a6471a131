using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using GameAuth.Providers;

namespace GameAuth.Psn;

/// <summary>
/// Mints the tokens that clients get for themselves, without a player (<c>grant_type=client_credentials</c>). There is one per client and scope, which all who ask share, in this process and in others; no account
/// has to do with it.
/// </summary>
internal sealed class PsnClientTokens(PsnTokenCalls tokens, PsnDevices devices)
    : TokenSource<PsnAccessToken>("client", TokenScope.Registration, RefreshBehavior.Remint, PsnRowJson.Default.PsnAccessToken)
{
    private const int HexDigits = 32;

    private readonly ConcurrentDictionary<string, PsnClient> _clients = new(StringComparer.Ordinal);

    /// <summary>The name under which a client's token is kept; its secret is known from now on.</summary>
    public string AudienceOf(PsnClient client)
    {
        string audience = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{client.ClientId} {client.Scope}")))[..HexDigits];
        _clients[audience] = client;
        return audience;
    }

    protected override async Task<PsnAccessToken> MintAsync(MintContext<PsnAccessToken> mint, CancellationToken deadline)
    {
        PsnDevice device = await mint.ParentAsync(devices).ConfigureAwait(false);
        return await tokens.GetClientTokenAsync(_clients[mint.Audience!], device, deadline).ConfigureAwait(false);
    }
}

/// <summary>A client that gets a token for itself, without a player: for data that belongs to nobody. It may be another one than the registration's. Immutable; it prints without its secret.</summary>
/// <param name="ClientId">Its id: 1 to 512 printable characters without blanks.</param>
/// <param name="ClientSecret">Its secret, of the same form.</param>
/// <param name="Scope">The scopes, with spaces between them.</param>
public sealed record PsnClient(string ClientId, Secret ClientSecret, string Scope)
{
    internal void Check(string name)
    {
        if (!PsnText.IsWord(ClientId) || ClientSecret is null || !PsnText.IsWord(ClientSecret.Reveal()) || !PsnText.IsText(Scope))
        {
            throw new ArgumentException("A client has an id and a secret of 1 to 512 printable characters without blanks, and a scope. Nothing was sent.", name);
        }
    }
}

/// <summary>An access token of the service. Immutable; it prints without the token.</summary>
/// <param name="Token">The bare token.</param>
/// <param name="ExpiresAt">Its end by the clock of this machine; null where it is not known, and then it is used until it is refused.</param>
public sealed record PsnAccessToken(Secret Token, DateTimeOffset? ExpiresAt) : IToken;
