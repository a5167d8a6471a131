using GameAuth.Providers;

namespace GameAuth.Discord;

/// <summary>The front door of a registration, and where its token chain is put together.</summary>
internal sealed class DiscordProvider : Provider<DiscordAccount, DiscordSignIn>, IDiscordAuth
{
    private readonly DiscordIdentities _identities;
    private readonly DiscordDoors _doors;

    public DiscordProvider(ProviderContext context, DiscordOptions options)
        : base(context)
    {
        Options = options;
        Time = context.Time;
        Devices = new DiscordDevices(context.ProofKeys);
        Proofs = new DpopProofs(context.Clock);
        Calls = new SessionCalls(context.CreateExchange(), options, Proofs);
        Grants = new DiscordGrants(Calls, Devices, Ended, context.Log);
        Authenticator = new DiscordAuthenticator(Grants, Devices, Proofs, options);
        Api = context.CreateExchange(Authenticator);
        Realtime = new RealtimeConnector(this, context.CreateExchange(), context.Log);
        _identities = new DiscordIdentities(Grants);
        _doors = new DiscordDoors(Calls, Devices, options, context);
    }

    public DiscordOptions Options { get; }

    public TimeProvider Time { get; }

    /// <summary>The key that sessions are bound to.</summary>
    public DiscordDevices Devices { get; }

    public DpopProofs Proofs { get; }

    /// <summary>The root of an account's chain: the backend's session.</summary>
    public DiscordGrants Grants { get; }

    /// <summary>Sessions that the backend has ended elsewhere than in a refresh.</summary>
    public EndedSessions Ended { get; } = new();

    /// <summary>The calls that begin, go on with and end a session.</summary>
    public SessionCalls Calls { get; }

    /// <summary>The way of calls that carry an access token.</summary>
    public Exchange Api { get; }

    /// <summary>The connections to the backend's rooms.</summary>
    public RealtimeConnector Realtime { get; }

    protected override RequestAuthenticator Authenticator { get; }

    protected override DiscordAccount CreateHandle(AccountBinding binding) => new(binding, this);

    protected override async Task<AccountBinding> PromptAsync(DiscordSignIn how, AccountId account, CancellationToken cancellationToken)
    {
        DiscordGrant grant = await _doors.SignInAsync(how, account, cancellationToken).ConfigureAwait(false);
        return await Context.BeginAsync(account, Grants, grant, cancellationToken).ConfigureAwait(false);
    }

    protected override async Task<PlayerIdentity> IdentifyAsync(DiscordAccount account, CancellationToken cancellationToken)
    {
        // Who the player is outlives the session's tokens, so that a restart needs no network; a sign-in must not take the one for the other.
        if (account.Status is AccountStatus.SignInRequired)
        {
            throw new SignInRequiredException("discord: the backend no longer takes the stored session; sign in again.", SignInReason.Revoked)
            { Provider = DiscordDefaults.Provider, Step = "sign in" };
        }

        DiscordIdentity player = await account.GetTokenAsync(_identities, cancellationToken: cancellationToken).ConfigureAwait(false);
        return new PlayerIdentity(player.Id, player.Name);
    }
}
