using GameAuth.Providers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GameAuth.Hytale;

/// <summary>The front door of a registration, and where its token chain is put together.</summary>
internal sealed class HytaleProvider : Provider<HytaleAccount, HytaleSignIn>, IHytaleAuth
{
    private readonly HytaleGrants _grants;
    private readonly HytaleIdentities _identities;
    private readonly HytaleAuthClient _client;
    private readonly HytaleDeviceSignIns _deviceSignIns;
    private readonly HytaleLimits _limits;
    private readonly DeviceAuthorizationFlow _deviceCode;
    private readonly HytalePolling _polling;
    private readonly HytaleOptions _options;

    public HytaleProvider(ProviderContext context, HytaleOptions options)
        : base(context)
    {
        ILoggerFactory logs = context.Services.GetRequiredService<ILoggerFactory>();
        GameAuthOptions family = context.Services.GetRequiredService<IOptions<GameAuthOptions>>().Value;
        _options = options;
        _limits = new HytaleLimits(options);
        _client = new HytaleAuthClient(context);
        Protocol = options.Dialect is HytaleDialect.Gateway ? new GatewayProtocol(_client, options) : new DirectProtocol(_client, options);
        ILogger log = context.Log;
        Joins = new JoinProtocol(_client, options);
        Audit = new HytaleAudit(context.Tell, context.Time, log);
        _grants = new HytaleGrants(Protocol, options, Audit);
        _identities = new HytaleIdentities(Protocol, _grants);
        _deviceSignIns = new HytaleDeviceSignIns(Protocol, _grants, _limits, Audit, context);
        UnkeptSessions = new UnkeptSessions(Protocol, Audit);
        _polling = options.Polling;

        // A ramp has an end of its own, and gives up there.
        _deviceCode = new DeviceAuthorizationFlow(context.Time, logs.CreateLogger<DeviceAuthorizationFlow>()) { MaxCodes = _polling is HytalePolling.Ramp ? 1 : 3 };
        LastProfiles = new HytaleLastProfiles(context.Records("last-profile", HytaleRowJson.Default.HytaleLastProfile), log);
        Authenticator = new HytaleAuthenticator(_grants, options, _limits, Audit);
        _client.Use(_grants, Authenticator);
        Sessions = new GameSessionManager(
            Protocol, context.LeasedRecords("game-session", HytaleRowJson.Default.GameSessionTokens), options, Audit, context.Time);

        // A refresh token is good for 30 days, and one that is 23 days old is rotated.
        context.KeepSignedIn(_grants, options.RefreshTokenLifetime * (7.0 / 30));
    }

    public HytaleProtocol Protocol { get; }

    /// <summary>The root of an account's chain.</summary>
    public HytaleGrants Grants => _grants;

    /// <summary>The calls that are made with a game session's token when somebody joins.</summary>
    public JoinProtocol Joins { get; }

    /// <summary>Who is told of what happens.</summary>
    public HytaleAudit Audit { get; }

    /// <summary>The game sessions of this process.</summary>
    public GameSessionManager Sessions { get; }

    /// <summary>Those of which somebody else takes care.</summary>
    public UnkeptSessions UnkeptSessions { get; }

    /// <summary>For whom game sessions were made last.</summary>
    public HytaleLastProfiles LastProfiles { get; }

    public Task<HytaleDeviceCode> RequestDeviceCodeAsync(CancellationToken cancellationToken = default) => _deviceSignIns.RequestAsync(cancellationToken);

    public Task<HytaleDevicePoll> PollAsync(HytaleDeviceCode code, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(code);
        return _deviceSignIns.PollAsync(code, PrepareSignInAsync, CompleteSignInAsync, cancellationToken);
    }

    public async Task SelectProfileAsync(HytaleAccount account, Guid profile, CancellationToken cancellationToken)
    {
        HytaleGrant? used = null;
        try
        {
            used = await account.GetTokenAsync(_grants, cancellationToken: cancellationToken).ConfigureAwait(false);
            await Protocol.SelectProfileAsync(account, profile, cancellationToken).ConfigureAwait(false);
        }
        catch (GameAuthException failure)
        {
            Audit.ProfileSelected(account.Id, profile, used, failure);
            throw;
        }

        Audit.ProfileSelected(account.Id, profile, used, failure: null);
    }

    protected override RequestAuthenticator Authenticator { get; }

    protected override HytaleAccount CreateHandle(AccountBinding binding) => new(binding, this);

    protected override async Task<AccountBinding> PromptAsync(HytaleSignIn door, AccountId account, CancellationToken cancellationToken)
    {
        HytaleGrant grant;
        try
        {
            grant = await AskAsync(account, door.Prompt, cancellationToken).ConfigureAwait(false);
        }
        catch (GameAuthException failure)
        {
            Audit.AuthFailed(account, token: null, failure);
            throw;
        }

        AccountBinding begun = await Context.BeginAsync(account, _grants, grant, cancellationToken).ConfigureAwait(false);
        Audit.TokenCreated(begun.Id, grant);
        return begun;
    }

    protected override async Task<PlayerIdentity> IdentifyAsync(HytaleAccount account, CancellationToken cancellationToken)
    {
        // Who the account is outlives its grant, so that a restart needs no network; a sign-in must not take the one for the other.
        if (account.Status is AccountStatus.SignInRequired)
        {
            throw new SignInRequiredException("hytale: the service no longer takes the stored grant; sign in again.", SignInReason.Revoked)
            { Provider = HytaleDefaults.Provider, Step = "sign in" };
        }

        if (account.SignInExpiresAt is { } end && end <= Context.Time.GetUtcNow())
        {
            await account.GetTokenAsync(_grants, cancellationToken: cancellationToken).ConfigureAwait(false);
        }

        HytaleIdentity identity = await account.GetTokenAsync(_identities, cancellationToken: cancellationToken).ConfigureAwait(false);
        return new PlayerIdentity(identity.Owner, identity.Name);
    }

    protected override Task<ImportResult> TakeOverAsync(CredentialImport from, ImportOptions options, CancellationToken cancellationToken) => from is HytaleImport import
        ? ImportAsync(import, options, cancellationToken)
        : base.TakeOverAsync(from, options, cancellationToken);

    private async Task<ImportResult> ImportAsync(HytaleImport from, ImportOptions options, CancellationToken cancellationToken)
    {
        HyPrismImporter importer = from.CreateImporter();
        ImportResult result = await Context.ImportAsync(from, _options.ClientId, _grants, importer, options, cancellationToken).ConfigureAwait(false);

        // A session per file, and a file per import.
        foreach (ImportedAccount one in result.Imported)
        {
            Audit.TokenCreated(one.Account, importer.Found!);
        }

        return result;
    }

    private Task<HytaleGrant> AskAsync(AccountId account, ISignInPrompt prompt, CancellationToken cancellationToken)
    {
        HytalePollSchedule pace = new(_polling, Context.Time, () => Context.Pacer.Estimate(_limits.Poll));
        return _deviceCode.RunAsync(account, new DeviceAuthorizationSteps<HytaleGrant>(BeginAsync, PollAsync) { EarliestPoll = pace.Next }, prompt, cancellationToken);

        async Task<DeviceAuthorization> BeginAsync(CancellationToken ended)
        {
            DeviceAuthorization code = await Protocol.BeginAsync(ended).ConfigureAwait(false);
            return _polling is HytalePolling.Ramp && code.ExpiresIn > HytalePollSchedule.RampEnd ? code with { ExpiresIn = HytalePollSchedule.RampEnd } : code;
        }

        async Task<DevicePollResult<HytaleGrant>> PollAsync(DeviceAuthorization code, CancellationToken ended)
        {
            try
            {
                return await Protocol.PollAsync(code, _limits.Poll, ended).ConfigureAwait(false);
            }
            finally
            {
                pace.Polled();
            }
        }
    }
}
