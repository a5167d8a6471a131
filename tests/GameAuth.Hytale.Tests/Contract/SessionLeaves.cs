using System.Text.Json.Serialization;
using GameAuth.Providers;
using GameAuth.Storage;

namespace GameAuth.Hytale.Tests.Contract;

/// <summary>
/// A link of the test's own below Hytale's grant: the contracts are about a chain, and Hytale's has one link. It mints what an application could mint, a game session, and
/// shows that the grant is a good parent.
/// </summary>
internal sealed class SessionLeaves(HytaleProvider hytale, Guid profile) : TokenSource<SessionLeaf>("contract-session", TokenScope.Account, RefreshBehavior.Remint, SessionLeafJson.Default.SessionLeaf)
{
    protected override async Task<SessionLeaf> MintAsync(MintContext<SessionLeaf> mint, CancellationToken deadline)
    {
        HytaleGrant grant = await mint.ParentAsync(hytale.Grants).ConfigureAwait(false);
        try
        {
            HytaleAccount account = (await hytale.FindAsync(mint.Account, deadline).ConfigureAwait(false))!;
            GameSessionTokens tokens = await hytale.Protocol.CreateSessionAsync(account, profile, deadline).ConfigureAwait(false);
            return new SessionLeaf { Token = tokens.SessionToken, ExpiresAt = tokens.ExpiresAt };
        }
        catch (ProviderException refused) when (HytaleErrors.BlamesGrant(refused))
        {
            mint.Refused(hytale.Grants, grant);
            throw;
        }
    }
}

/// <summary>A game session as a token below the grant.</summary>
internal sealed class SessionLeaf : IToken
{
    public required Secret Token { get; init; }

    public required DateTimeOffset? ExpiresAt { get; init; }

    public override string ToString() => $"session until {ExpiresAt:O}";
}

[JsonSourceGenerationOptions(Converters = [typeof(StoredSecretConverter)])]
[JsonSerializable(typeof(SessionLeaf))]
internal sealed partial class SessionLeafJson : JsonSerializerContext;
