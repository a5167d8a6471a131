using System.Collections.Concurrent;
using GameAuth.Providers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GameAuth.Xbox;

/// <summary>The front door of a registration, and where its token chain is put together.</summary>
internal sealed class XboxProvider : Provider<XboxAccount, XboxSignIn>, IXboxAuth
{
    private readonly XboxOptions _options;
    private readonly MsaApplication _application;
    private readonly XboxAuthClient _client;
    private readonly DeviceAuthorizationFlow _deviceCode;
    private readonly MsaTokens _grants;
    private readonly SuppliedTokens _supplied;
    private readonly SisuSessions _sessions = new();
    private readonly BrowserSignIn _browser;
    private readonly XboxDeviceIdentities _identities;
    private readonly ConcurrentDictionary<string, XboxAuthenticator> _authenticators = new(StringComparer.Ordinal);

    public XboxProvider(ProviderContext context, XboxOptions options)
        : base(context)
    {
        ILogger log = context.Log;
        bool allowLoopback = context.AllowLoopback;
        _options = options;
        _application = MsaApplication.Of(options);
        _client = new XboxAuthClient(context, options);
        _deviceCode = new DeviceAuthorizationFlow(context.Time, context.Services.GetRequiredService<ILogger<DeviceAuthorizationFlow>>());
        _supplied = new SuppliedTokens(context.Time);
        _grants = new MsaTokens(_client, options, _supplied);
        _identities = new XboxDeviceIdentities(options.DeviceIdentity, context.Ids, context.ProofKeys);
        Signer = new AccountSigner(_identities, _client.SigningClock);
        DeviceTokens devices = new(_client, options, _identities);
        _browser = new BrowserSignIn(
            context, _client, options, _application, new SisuSignIn(_client, options, _application, _identities, devices), _sessions, _grants,
            new AuthorizationCodeFlow(context.Time, context.Services.GetRequiredService<ILogger<AuthorizationCodeFlow>>()));
        Xsts = CreateChain(devices, log);
        Hosts = new EndpointOverrides(options, allowLoopback);
        Lists = new EndpointListCache(options.EndpointList is XboxEndpointList.Refreshed ? new EndpointListTokens(_client) : null, Hosts, context.Steady, log);
        Clock = new ApiClock(context.Clock, options.UseServerClock);
        Authenticator = AuthenticatorFor(relyingParty: null);
        Exchange = context.CreateExchange(Authenticator, XboxAuthClient.Correlation);
        Services = new XboxApi(Exchange, options, allowLoopback);
        RealTime = new RtaConnector(Exchange, options, allowLoopback, context.Time, log);
    }

    public XstsTokens Xsts { get; }

    public Exchange Exchange { get; }

    public XboxApi Services { get; }

    public RtaConnector RealTime { get; }

    public AccountSigner Signer { get; }

    public EndpointOverrides Hosts { get; }

    public EndpointListCache Lists { get; }

    public ApiClock Clock { get; }

    /// <summary>Whether the account's tokens are bound to the device's key, so that a signature says something.</summary>
    public bool HasDevice => _application.Kind is XboxClientKind.Title || _options.SendDeviceToken;

    /// <summary>The authenticator of an audience; one object each.</summary>
    public XboxAuthenticator AuthenticatorFor(string? relyingParty) => _authenticators.GetOrAdd(
        relyingParty ?? "", static (_, made) => new XboxAuthenticator(made.xbox, made.xbox._options.SignRequests && made.xbox.HasDevice, made.relyingParty), (xbox: this, relyingParty));

    /// <summary>Signs under the policy of the request's host.</summary>
    public ValueTask SignAsync(XboxAccount account, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Lists.Touch(account);
        EndpointRule? rule = request.RequestUri is { IsAbsoluteUri: true } target ? Lists.RuleOf(target) : null;
        return Signer.SignAsync(account, request, rule?.Signer ?? AccountSigner.Default, cancellationToken);
    }

    /// <summary>A supplied token says who the player is only after it was asked for, so that door is never silent.</summary>
    public override async Task<XboxAccount> SignInAsync(XboxSignIn how, CancellationToken cancellationToken = default)
    {
        if (how.InBrowser)
        {
            // Also where a stored grant would do: else the missing option shows on the day when it ends.
            _browser.Check();
        }

        if (how.Source is not { } source)
        {
            return await base.SignInAsync(how, cancellationToken).ConfigureAwait(false);
        }

        XboxAccount account = await base.SignInAsync(how with { ForcePrompt = true }, cancellationToken).ConfigureAwait(false);
        _supplied.Attach(account, source);
        return account;
    }

    /// <summary>Lets go of what is kept for an account in memory.</summary>
    public void Forget(AccountId account)
    {
        _supplied.Forget(account);
        _sessions.Forget(account);
    }

    public async Task<MicrosoftToken> GetMicrosoftTokenAsync(XboxAccount account, string? scope, CancellationToken cancellationToken)
    {
        _application.RequireScopes(scope);
        MsaToken grant = await account.GetTokenAsync(_grants, cancellationToken: cancellationToken).ConfigureAwait(false);
        return new MicrosoftToken(_grants.Own(grant, MsaApplication.TokenStep).AccessToken, grant.ExpiresAt);
    }

    protected override RequestAuthenticator Authenticator { get; }

    protected override XboxAccount CreateHandle(AccountBinding binding) => new(binding, this);

    protected override async Task<AccountBinding> PromptAsync(XboxSignIn door, AccountId account, CancellationToken cancellationToken)
    {
        if (door.InBrowser)
        {
            return await _browser.SignInAsync(door, account, cancellationToken).ConfigureAwait(false);
        }

        PendingAccount pending = await Context.PrepareAsync(account, cancellationToken).ConfigureAwait(false);
        await using (pending.ConfigureAwait(false))
        {
            // Before the player is asked: an approval is of no use where the device's key can't be made or opened. Calls of every kind of client are signed with it.
            _identities.OpenKey(await pending.GetTokenAsync(_identities, cancellationToken: cancellationToken).ConfigureAwait(false));
            MsaToken grant = door.Source is { } source
                ? MsaToken.Of(await _supplied.AskAsync(source, "sign in", cancellationToken).ConfigureAwait(false), _options.ClientId)
                : MsaToken.Of(await _deviceCode.RunAsync(account, _client.DeviceCodeSteps, door.Prompt!, cancellationToken).ConfigureAwait(false), _options.ClientId);
            return await pending.BeginAsync(_grants, grant, cancellationToken).ConfigureAwait(false);
        }
    }

    protected override Task<ImportResult> TakeOverAsync(CredentialImport from, ImportOptions options, CancellationToken cancellationToken)
    {
        if (from is not XboxImport import)
        {
            return base.TakeOverAsync(from, options, cancellationToken);
        }

        ImportTarget target = new(_application, _options.EndpointOf(XboxEndpoint.Login).Host, _identities, Context.Ids);
        return Context.ImportAsync(from, _options.ClientId, _grants, import.CreateImporter(target), options, cancellationToken);
    }

    protected override async Task<PlayerIdentity> IdentifyAsync(XboxAccount account, CancellationToken cancellationToken)
    {
        XstsToken token = await account.GetXstsTokenAsync(XboxDefaults.RelyingParty, cancellationToken).ConfigureAwait(false);
        return token.Xuid is { } xuid
            ? new PlayerIdentity(xuid, token.Gamertag)
            : throw new ProviderException("xbox: the XSTS token of the Xbox services names no player (xid).", null, null, isTransient: false)
            { Provider = XboxDefaults.Provider, Step = "xsts" };
    }

    private SignedXstsTokens CreateChain(DeviceTokens devices, ILogger log)
    {
        SignedXstsTokens Of(XstsInputs inputs) => new(_client, _options, _identities, _grants, _supplied, inputs, log);
        UserTokens users = new(_client, _application, _identities, _grants);
        if (_application.Kind is XboxClientKind.Azure)
        {
            return Of(new TicketInputs(users, titles: null, _options.SendDeviceToken ? devices : null));
        }

        if (!_options.UseSisu)
        {
            TitleTokens titles = new(_client, _application, _identities, devices, _grants);
            return Of(new TicketInputs(users, titles, devices));
        }

        // SISU's answer has an XSTS token too, so each of the two knows the other.
        SisuTokens players = new(_client, _options, _application, _identities, devices, _grants, _supplied, _sessions);
        SignedXstsTokens xsts = Of(new SisuInputs(devices, players));
        players.Xsts = xsts;
        return xsts;
    }
}
