using GameAuth.Providers;
using GameAuth.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GameAuth.Hytale;

/// <summary>The front door of a registration, and where its token chain is put together.</summary>
internal sealed class HytaleAuth : ProviderAccounts<HytaleAccount>, IHytaleAuth
{
    private readonly HytaleWire _wire;
    private readonly HytaleGrants _grants;
    private readonly HytaleIdentities _identities;
    private readonly HytaleAuthClient _client;
    private readonly DeviceAuthorizationFlow _deviceCode;

    public HytaleAuth(ProviderContext context, HytaleOptions options)
        : base(context)
    {
        HytaleMessages.Register();
        ILoggerFactory logs = context.Services.GetRequiredService<ILoggerFactory>();
        bool allowLoopback = context.Services.GetRequiredService<IOptions<GameAuthOptions>>().Value.AllowLoopbackHttp;
        _client = new HytaleAuthClient(
            context.CreateAuthClient(), context.Pacer, new ServerClock(context.Time), HytalePages.Policy(allowLoopback), logs);
        _wire = options.Dialect is HytaleDialect.Gateway ? new GatewayWire(_client, options) : new DirectWire(_client, options);
        _grants = new HytaleGrants(_wire, options);
        _identities = new HytaleIdentities(_wire, _grants);
        _deviceCode = new DeviceAuthorizationFlow(context.Time, logs.CreateLogger<DeviceAuthorizationFlow>());
        Scheme = new HytaleRequestScheme(_grants, options);
        ILogger log = logs.CreateLogger("GameAuth.Hytale");
        Joins = new JoinWire(_client, options);
        Calls = new HytaleCalls(_wire, _grants, log);
        GameSessionRows rows = new(
            context.RecordsOf("game-session", HytaleRowJsonContext.Default.GameSessionRecord), context.Services.GetRequiredService<ITokenStore>());
        Sessions = new GameSessionKeeper(Calls, rows, options, context.Time, Tell, log);
        context.Services.GetRequiredService<HytaleLifetime>().Add(Sessions);
    }

    public HytaleRequestScheme Scheme { get; }

    /// <summary>The calls that an account makes with its access token.</summary>
    public HytaleCalls Calls { get; }

    /// <summary>The calls that are made with a game session's token when somebody joins.</summary>
    public JoinWire Joins { get; }

    /// <summary>The game sessions of this process.</summary>
    public GameSessionKeeper Sessions { get; }

    public async Task SelectProfileAsync(HytaleAccount account, Guid profile, CancellationToken cancellationToken)
    {
        await Calls.RunAsync(
            account, HytaleStep.SelectProfile, grant => _wire.SelectProfileAsync(account.Id, grant, profile, cancellationToken), cancellationToken).ConfigureAwait(false);
        Context.Tell(new HytaleProfileEvent(HytaleEventNames.ProfileSelected, Context.Time.GetUtcNow(), account.Id, profile));
    }

    protected override HytaleAccount CreateHandle(AccountBinding binding) => new(binding, this);

    protected override async Task<AccountBinding> PromptAsync(SignIn how, AccountId account, CancellationToken cancellationToken)
    {
        HytaleSignIn door = how as HytaleSignIn ?? throw new IllegalStepException(
            $"hytale: a {how.GetType().Name} does not sign in to Hytale; use {nameof(HytaleSignIn)}.{nameof(HytaleSignIn.DeviceCode)}.")
        { Provider = HytaleDefaults.Provider, Step = "sign in" };
        DeviceAuthorizationSteps<HytaleGrant> steps = new(_wire.BeginAsync, _wire.PollAsync) { EarliestPoll = () => _client.Channel.Pacer.Estimate(HytaleLimits.Poll) };
        HytaleGrant grant = await _deviceCode.RunAsync(account, steps, door.Prompt, cancellationToken).ConfigureAwait(false);
        return await Context.BeginAsync(account, _grants, grant, cancellationToken).ConfigureAwait(false);
    }

    protected override async Task<PlayerIdentity> IdentifyAsync(HytaleAccount account, CancellationToken cancellationToken)
    {
        HytaleIdentity identity = await account.GetTokenAsync(_identities, cancellationToken: cancellationToken).ConfigureAwait(false);
        return new PlayerIdentity(identity.Owner.ToString("D"), identity.Name);
    }

    private void Tell(HytaleSessionEvent happened) => Context.Tell(happened with { At = Context.Time.GetUtcNow() });
}
