using GameAuth.Providers;

namespace GameAuth.Psn;

/// <summary>The front door of a registration, and where its token chain is put together.</summary>
internal sealed class PsnProvider : Provider<PsnAccount, PsnSignIn>, IPsnAuth
{
    private static readonly string[] CorrelationHeaders = ["X-Psn-Request-Id", "X-Psn-Correlation-Id", "X-Psn-Track-Id"];

    private readonly PsnDevices _devices = new();
    private readonly PsnIdentities _identities;
    private readonly PsnDoors _doors;

    public PsnProvider(ProviderContext context, PsnOptions options)
        : base(context)
    {
        PsnEdge edge = new(context);
        Exchange auth = context.CreateExchange(correlationHeaders: CorrelationHeaders, judge: edge.Judge);
        PsnTokenCalls tokens = new(auth, options, context);
        Grants = new PsnGrants(tokens, options);
        Authenticator = new PsnAuthenticator(Grants, options, edge);
        Exchange calls = context.CreateExchange(Authenticator, CorrelationHeaders);
        Api = new PsnApi(calls, options, context);
        PsnWrites writes = new(calls, options, context);
        (PartyCalls parties, VoiceCalls voice) = (new PartyCalls(writes), new VoiceCalls(writes));
        Parties = new PartyServices(
            writes, parties, voice, new PartyEnding(parties, voice, context), context.LeasedRecords("party", PsnRowJson.Default.PsnOpenParty), context);
        _identities = new PsnIdentities(Grants, this);
        _doors = new PsnDoors(auth, tokens, options, context);
    }

    /// <summary>The root of an account's chain.</summary>
    public PsnGrants Grants { get; }

    /// <summary>The way of the typed reads.</summary>
    public PsnApi Api { get; }

    /// <summary>What parties work with.</summary>
    public PartyServices Parties { get; }

    protected override RequestAuthenticator Authenticator { get; }

    /// <inheritdoc/>
    public override async Task<PsnAccount> SignInAsync(PsnSignIn how, CancellationToken cancellationToken = default)
    {
        PsnAccount account = await base.SignInAsync(how, cancellationToken).ConfigureAwait(false);
        account.Parties.BeginEndingOrphans();
        return account;
    }

    protected override PsnAccount CreateHandle(AccountBinding binding) => new(binding, this);

    protected override async Task<AccountBinding> PromptAsync(PsnSignIn how, AccountId account, CancellationToken cancellationToken)
    {
        PendingAccount pending = await Context.PrepareAsync(account, cancellationToken).ConfigureAwait(false);
        await using (pending.ConfigureAwait(false))
        {
            PsnDevice device = await pending.GetTokenAsync(_devices, cancellationToken: cancellationToken).ConfigureAwait(false);
            PsnGrant grant = await _doors.SignInAsync(how, account, device, cancellationToken).ConfigureAwait(false);
            return await pending.BeginAsync(Grants, grant, cancellationToken).ConfigureAwait(false);
        }
    }

    protected override async Task<PlayerIdentity> IdentifyAsync(PsnAccount account, CancellationToken cancellationToken)
    {
        // Who the player is outlives the grant's tokens, so that a restart needs no network; a sign-in must not take the one for the other.
        if (account.Status is AccountStatus.SignInRequired)
        {
            throw new SignInRequiredException("psn: the service no longer takes the stored grant; sign in again.", SignInReason.Revoked)
            { Provider = PsnDefaults.Provider, Step = "sign in" };
        }

        if (account.SignInExpiresAt is { } end && end <= Context.Time.GetUtcNow())
        {
            await account.GetTokenAsync(Grants, cancellationToken: cancellationToken).ConfigureAwait(false);
        }

        PsnIdentity player = await account.GetTokenAsync(_identities, cancellationToken: cancellationToken).ConfigureAwait(false);
        return new PlayerIdentity(player.AccountId, player.OnlineId, player.Picture);
    }
}
