using GameAuth.Providers;

namespace GameAuth.Psn;

/// <summary>The front door of a registration, and where its token chain is put together.</summary>
internal sealed class PsnProvider : Provider<PsnAccount, PsnSignIn>, IPsnAuth
{
    private static readonly string[] CorrelationHeaders = ["X-Psn-Request-Id", "X-Psn-Correlation-Id", "X-Psn-Track-Id"];

    private readonly PsnDevices _devices = new();
    private readonly PsnIdentities _identities;
    private readonly PsnDoors _doors;
    private readonly PsnOptions _options;
    private readonly PsnClientTokens _clients;

    public PsnProvider(ProviderContext context, PsnOptions options)
        : base(context)
    {
        PsnEdge edge = new(context);
        Exchange auth = context.CreateExchange(correlationHeaders: CorrelationHeaders, judge: edge.Judge);
        PsnTokenCalls tokens = new(auth, options, context);
        PsnStamps stamps = new(options, edge);
        _options = options;
        _clients = new PsnClientTokens(tokens, _devices);
        Grants = new PsnGrants(tokens, options);
        Authenticator = new PsnAuthenticator(Grants, options, stamps);
        Push = new PushConnector(this, options, stamps, authenticator => context.CreateExchange(authenticator, CorrelationHeaders), context.Log);
        Api = new PsnApi(context.CreateExchange(Authenticator, CorrelationHeaders), options, context);
        _identities = new PsnIdentities(Grants, this);
        _doors = new PsnDoors(auth, tokens, options, context);
    }

    /// <summary>The root of an account's chain.</summary>
    public PsnGrants Grants { get; }

    /// <summary>The way of the typed reads.</summary>
    public PsnApi Api { get; }

    /// <summary>The way of push connections.</summary>
    public PushConnector Push { get; }

    protected override RequestAuthenticator Authenticator { get; }

    public async Task<PsnAccessToken> GetClientTokenAsync(PsnClient client, PsnAccessToken? refused = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        client.Check(nameof(client));
        string audience = _clients.AudienceOf(client);
        if (refused is not null)
        {
            Context.Refuse(_clients, refused, audience);
        }

        return await Context.GetTokenAsync(_clients, audience, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The account id of an account's player.</summary>
    /// <exception cref="GameAuthException">The service was asked, and has not said.</exception>
    public async ValueTask<string> IdOfAsync(PsnAccount account, CancellationToken cancellationToken) =>
        (await account.GetTokenAsync(_identities, cancellationToken: cancellationToken).ConfigureAwait(false)).AccountId;

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

    protected override Task<ImportResult> TakeOverAsync(CredentialImport from, ImportOptions options, CancellationToken cancellationToken) => from is PsnImport import
        ? Context.ImportAsync(from, _options.ClientId, Grants, import.CreateImporter(new PsnImportTarget(_options, _devices, Context.Time)), options, cancellationToken)
        : base.TakeOverAsync(from, options, cancellationToken);

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
