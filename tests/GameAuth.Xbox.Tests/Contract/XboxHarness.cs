using GameAuth.Emulator;
using GameAuth.ProviderContract;
using GameAuth.Providers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Xbox.Tests.Contract;

/// <summary>Xbox Live as the emulator plays it, for the contracts that every provider keeps.</summary>
/// <remarks>
/// The leaf is the XSTS token of the Xbox services, which XSTS mints, and SISU too. The user and title token end with the Microsoft token
/// here: while they live, XSTS needs nothing of the grant, and a login host that fails costs nobody a token. The contracts are about a leaf
/// that does need the grant.
/// </remarks>
public class XboxHarness : ProviderHarness
{
    // Shorter than live: a clock that moves by a day past a host that looks at its store every second stops 86,400 times.
    private static readonly TimeSpan LeafLifetime = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan GrantLifetime = TimeSpan.FromHours(1);

    // What stands in for the service that the contracts call; the wire leads it to a host of the emulator.
    private static readonly Uri StandIn = new("http://127.0.0.9:9");

    private GameAuthEmulator? _emulator;
    private IXboxAuth? _front;
    private int _polls;

    public override Uri ApiTarget { get; } = new("https://contract.xboxlive.com/users/me/profile/settings?settings=Gamertag");

    public override IEnumerable<string> Secrets => Canaries.Seen;

    internal XboxCanaries Canaries { get; } = new();

    /// <summary>What the request for a code is.</summary>
    protected virtual WireCall Connect => WireCall.Other;

    /// <summary>What the poll is that brings the grant.</summary>
    protected virtual WireCall Poll => WireCall.SignIn;

    private GameAuthEmulator Emulator => _emulator ?? throw new InvalidOperationException("The server was not started.");

    public override async Task StartServerAsync()
    {
        EmulatorOptions options = new() { TimeProvider = Clock };
        options.SignIns.Add(new SignInScript { AfterPolls = 0 });
        options.Xbox.PollInterval = TimeSpan.FromSeconds(1);
        options.Xbox.Lifetimes.Xsts = LeafLifetime;
        options.Xbox.Lifetimes.MsaAccess = options.Xbox.Lifetimes.User = options.Xbox.Lifetimes.Title = GrantLifetime;
        _emulator = await GameAuthEmulator.StartAsync(options);
    }

    public override void AddProvider(GameAuthBuilder gameAuth)
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(Emulator.Configuration).Build();
        gameAuth.AddXbox(configuration.GetSection(XboxDefaults.ConfigurationSection));
        gameAuth.Services.Configure<XboxOptions>("default", options => options.Endpoints[ApiTarget.Host] = StandIn);
        gameAuth.UseProofKeySource(_ => new CanaryKeySource(Canaries));
        gameAuth.Services.AddHttpClient(GameAuthClientNames.Auth(XboxDefaults.Provider)).AddWireHandler(() => new CanaryHandler(Canaries));
        gameAuth.Services.AddHttpClient(GameAuthClientNames.Api(XboxDefaults.Provider)).ConfigurePrimaryHttpMessageHandler(ServiceWire);
    }

    public override void AddAuthentication(IHttpClientBuilder client) => client.AddXboxAuthentication().ConfigurePrimaryHttpMessageHandler(ServiceWire);

    public override async Task<Account> SignInAsync(IServiceProvider services, Action asked, bool forcePrompt, CancellationToken cancellationToken)
    {
        PollingPrompt prompt = new(Clock, () => Volatile.Read(ref _polls), asked);
        _front = services.GetRequiredService<IXboxAuth>();
        return await _front.SignInAsync(XboxSignIn.DeviceCode(prompt) with { ForcePrompt = forcePrompt }, cancellationToken);
    }

    public override async ValueTask<Account?> FindAsync(IServiceProvider services) => await services.GetRequiredService<IXboxAuth>().FindAsync();

    public override async Task<object> GetLeafAsync(Account account, CancellationToken cancellationToken) =>
        await ((XboxAccount)account).GetXstsTokenAsync(XboxDefaults.RelyingParty, cancellationToken).ConfigureAwait(false);

    public override bool HasSocket => true;

    public override async Task<IAsyncDisposable> OpenSocketAsync(Account account, Uri? target = null)
    {
        if (target is not null)
        {
            return await AccountSocket.ConnectAsync(((XboxProvider)_front!).Exchange, account, new AccountSocketCall("contract", target), CancellationToken.None);
        }

        XboxRealTimeActivity live = await ((XboxAccount)account).ConnectRealTimeAsync();
        await live.SubscribeToPresenceAsync();
        return live;
    }

    public override WireCall Classify(HttpRequestMessage request)
    {
        switch (request.RequestUri!.AbsolutePath)
        {
            case "/oauth20_connect.srf":
                return Connect;
            case "/oauth20_token.srf" when IsRefresh(request):
                return WireCall.Refresh;
            case "/oauth20_token.srf":
                Interlocked.Increment(ref _polls);
                return Poll;
            case "/authorize" or "/xsts/authorize":
                return WireCall.Leaf;
            default:
                return request.RequestUri.Host == StandIn.Host ? WireCall.Api : WireCall.Other;
        }
    }

    protected override void SetServerAhead(TimeSpan ahead) => Emulator.ClockSkew = ahead;

    public override void ExpireLeaf() => Clock.Advance(LeafLifetime + TimeSpan.FromSeconds(1));

    public override void ExpireLeafAndGrant() => Clock.Advance(GrantLifetime + TimeSpan.FromSeconds(1));

    public override void MakeLeafDue() => Clock.Advance(LeafLifetime - TimeSpan.FromMinutes(5));

    public override void RefuseLeaves() => Emulator.Xbox.ForgetNow(XboxTokenKind.Xsts);

    public override void EndGrant() => Emulator.Xbox.ForgetNow(XboxTokenKind.MsaRefresh);

    public override HttpResponseMessage RefreshRefusal() =>
        new(System.Net.HttpStatusCode.BadRequest) { Content = new StringContent("""{"error":"invalid_grant","error_description":"The user could not be authenticated."}""") };

    public override void ShapeTokens(Func<string, string> shape) => Canaries.Shape = shape;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_emulator is not null)
        {
            await _emulator.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    internal static bool IsRefresh(HttpRequestMessage request) => request.RequestUri!.AbsolutePath == "/oauth20_token.srf" && FormOf(request).Contains("grant_type=refresh_token");

    private XboxServiceWire ServiceWire() => new(Emulator.Hosts["profile.xboxlive.com"], Emulator.Hosts["rta.xboxlive.com"], Canaries);
}
