using GameAuth.Providers;

namespace GameAuth.Hytale;

/// <summary>The eight operations of Hytale's authentication, whoever serves them. Every refusal is a typed error; nothing is stored here.</summary>
internal abstract class HytaleProtocol(HytaleAuthClient client)
{
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(10);

    protected HytaleAuthClient Client => client;

    /// <summary>Asks for a code that the owner types.</summary>
    public abstract Task<DeviceAuthorization> BeginAsync(CancellationToken cancellationToken);

    /// <summary>Asks once whether it was approved.</summary>
    public abstract Task<DevicePollResult<HytaleGrant>> PollAsync(DeviceAuthorization code, PaceRequest pace, CancellationToken cancellationToken);

    /// <summary>Presents the refresh token, once.</summary>
    public abstract Task<HytaleGrant> RefreshAsync(AccountId account, HytaleGrant previous, CancellationToken cancellationToken);

    /// <summary>The account and its profiles.</summary>
    public Task<AccountProfiles> GetProfilesAsync(HytaleAccount account, CancellationToken cancellationToken) =>
        ReadProfilesAsync(ProfilesCall(account.Id) with { Account = account }, cancellationToken);

    /// <summary>The same before there is a handle of the account.</summary>
    public Task<AccountProfiles> GetProfilesAsync(AccountId account, HytaleGrant grant, CancellationToken cancellationToken) =>
        ReadProfilesAsync(ProfilesCall(account) with { Grant = grant }, cancellationToken);

    /// <summary>Binds a profile to the account's sessions; does nothing where there is no such call.</summary>
    public abstract Task SelectProfileAsync(HytaleAccount account, Guid profile, CancellationToken cancellationToken);

    /// <summary>Makes a game session for a profile.</summary>
    public abstract Task<GameSessionTokens> CreateSessionAsync(HytaleAccount account, Guid profile, CancellationToken cancellationToken);

    /// <summary>Prolongs a game session; its tokens end with that.</summary>
    public abstract Task<GameSessionTokens> RefreshSessionAsync(HytaleAccount account, GameSessionTokens session, CancellationToken cancellationToken);

    /// <summary>Ends a game session. One that is gone already is no failure.</summary>
    public abstract Task EndSessionAsync(HytaleAccount account, GameSessionTokens session, CancellationToken cancellationToken);

    /// <summary>The call that asks for the profiles, without whose.</summary>
    protected abstract HytaleCall ProfilesCall(AccountId account);

    /// <summary>The game session of an answer, which must have all its members. One that the service has made and that can't be used is ended, as far as its token was named.</summary>
    /// <exception cref="ProviderException">A member is missing, or is no token.</exception>
    protected async Task<GameSessionTokens> TakeSessionAsync(HytaleAccount account, ProviderResponse answer, Guid profile, ISessionBody body, string? sessionId)
    {
        try
        {
            return ReadSession(answer, profile, body, sessionId);
        }
        catch (ProviderException) when (ServerToken.OrNull(body.SessionToken) is not null)
        {
            GameSessionTokens unusable = new() { Profile = profile, SessionId = sessionId, SessionToken = body.SessionToken!, ExpiresAt = DateTimeOffset.MaxValue };
            using CancellationTokenSource limit = new(EndLimit, client.Exchange.Clock.Local);
            try
            {
                await EndSessionAsync(account, unusable, limit.Token).ConfigureAwait(false);
            }
            catch (Exception failure) when (failure is GameAuthException or OperationCanceledException or ObjectDisposedException)
            {
                // It runs out by itself; what the caller has to hear is that the answer is no good.
            }

            throw;
        }
    }

    private GameSessionTokens ReadSession(ProviderResponse answer, Guid profile, ISessionBody body, string? sessionId) => new()
    {
        Profile = profile,
        SessionId = sessionId,
        SessionToken = ServerToken.OrNull(body.SessionToken) ?? throw answer.Failure("has no usable session token", isTransient: false),
        IdentityToken = ServerToken.OrNull(body.IdentityToken) ?? throw answer.Failure("has no usable identity token", isTransient: false),
        ExpiresAt = client.ToLocal(body.ExpiresAt ?? throw answer.Failure("has no end (expires at)", isTransient: false)),
    };

    private async Task<AccountProfiles> ReadProfilesAsync(HytaleCall call, CancellationToken cancellationToken)
    {
        string? known = null;
        Func<HytaleGrant?, byte[]>? body = call.Body is { } write ? grant => Write(write, grant, out known) : null;
        ProviderResponse answer = await client.SucceedAsync(call with { Body = body }, cancellationToken).ConfigureAwait(false);
        return answer.ReadJson(HytaleJson.Default.ProfilesBody).ToProfiles(answer, known);
    }

    private static byte[] Write(Func<HytaleGrant?, byte[]> body, HytaleGrant? grant, out string? known)
    {
        known = grant?.AccountId;
        return body(grant);
    }
}

/// <summary>What the answers of both dialects say of a game session.</summary>
internal interface ISessionBody
{
    Secret? SessionToken { get; }

    Secret? IdentityToken { get; }

    DateTimeOffset? ExpiresAt { get; }
}
