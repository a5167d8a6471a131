using System.Text.Json.Serialization;
using GameAuth.Providers;
using Microsoft.Extensions.Logging;

namespace GameAuth.Discord;

/// <summary>The root of an account's chain: the backend's session. The refresh token changes with each use and is bound to the key of the installation.</summary>
internal sealed class DiscordGrant : IGrantToken
{
    public required Secret AccessToken { get; init; }

    public required Secret RefreshToken { get; init; }

    /// <summary>Whether the access token is bound to the key as well, so that each request carries a proof.</summary>
    public bool IsBound { get; init; }

    /// <summary>What Discord's SDK called the player at the sign-in; null where nobody has said.</summary>
    public string? Name { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    // The backend does not say when its sessions end.
    [JsonIgnore]
    public DateTimeOffset? SignInExpiresAt => null;
}

/// <summary>Refreshes the session. The server repeats the same successor to whoever proves the key, so that a lost answer is asked for again.</summary>
internal sealed class DiscordGrants(SessionCalls calls, DiscordDevices devices, EndedSessions ended, ILogger log)
    : TokenSource<DiscordGrant>("session", TokenScope.Account, RefreshBehavior.Replayable, DiscordRowJson.Default.DiscordGrant)
{
    protected override async Task<DiscordGrant> MintAsync(MintContext<DiscordGrant> mint, CancellationToken deadline)
    {
        DiscordGrant previous = mint.Previous!;
        if (ended.Contains(previous.RefreshToken))
        {
            // The backend has said so already, over a socket or of a room: it is not asked again.
            throw new SignInRequiredException("discord: the backend has ended the session; nothing was sent. Sign in again.", SignInReason.Revoked)
            { Provider = DiscordDefaults.Provider, Step = DiscordStep.Refresh };
        }

        DiscordDevice device = await mint.ParentAsync(devices).ConfigureAwait(false);
        DiscordGrant next = await calls.RefreshAsync(mint.Account!.Value, previous, devices.OpenKey(device), log, deadline).ConfigureAwait(false);
        return SessionClaims.Read(next.AccessToken)?.PlayerId == SessionClaims.Read(previous.AccessToken)?.PlayerId ? next : throw new ProviderException(
            "discord: the refreshed session is another player's; it was not stored. Check what stands before the backend.", status: null, code: null, isTransient: false)
        { Provider = DiscordDefaults.Provider, Step = DiscordStep.Refresh };
    }
}

/// <summary>Who signed in, read from the access token and kept so that a restart asks nobody. It dies with the sign-in.</summary>
internal sealed class DiscordIdentities(DiscordGrants grants) : TokenSource<DiscordIdentity>("identity", TokenScope.Account, RefreshBehavior.Remint, DiscordRowJson.Default.DiscordIdentity)
{
    protected override async Task<DiscordIdentity> MintAsync(MintContext<DiscordIdentity> mint, CancellationToken deadline)
    {
        DiscordGrant grant = await mint.ParentAsync(grants).ConfigureAwait(false);
        return new DiscordIdentity(SessionClaims.Read(grant.AccessToken)!.PlayerId, grant.Name);
    }
}

/// <summary>Who signed in: all that is stored of the player.</summary>
/// <param name="Id">The id at Discord.</param>
/// <param name="Name">The name; null where nobody has said.</param>
internal sealed record DiscordIdentity(string Id, string? Name) : IToken
{
    [JsonIgnore]
    public DateTimeOffset? ExpiresAt => null;
}

/// <summary>The sessions of this process that the backend has ended with a word elsewhere than in a refresh. Safe for use from any thread.</summary>
internal sealed class EndedSessions
{
    private const int Most = 1024;

    private readonly Lock _gate = new();
    private readonly HashSet<Secret> _tokens = [];

    public void Add(Secret refreshToken)
    {
        lock (_gate)
        {
            if (_tokens.Count >= Most)
            {
                // What is forgotten costs one request, which says the same again.
                _tokens.Clear();
            }

            _tokens.Add(refreshToken);
        }
    }

    public bool Contains(Secret refreshToken)
    {
        lock (_gate)
        {
            return _tokens.Contains(refreshToken);
        }
    }
}
