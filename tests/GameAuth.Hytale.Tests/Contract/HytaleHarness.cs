using System.Runtime.CompilerServices;
using GameAuth.Emulator;
using GameAuth.ProviderContract;
using GameAuth.Providers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Hytale.Tests.Contract;

/// <summary>Hytale's own services as the emulator plays them, for the contracts that every provider keeps.</summary>
/// <remarks>Limits are another matter, and have tests of their own: the contracts ask more often than they let through.</remarks>
public class HytaleHarness : ProviderHarness
{
    private static readonly TimeSpan LeafLifetime = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan GrantLifetime = TimeSpan.FromHours(1);

    private readonly ConditionalWeakTable<Account, SessionLeaves> _leaves = [];
    private readonly HytaleCanaries _canaries = new();
    private GameAuthEmulator? _emulator;
    private int _polls;

    public override Uri ApiTarget => new(Emulator.Hosts["account-data.hytale.com"], "/my-account/get-profiles?contract=1");

    public override WireCall ApiMint => WireCall.Refresh;

    public override IEnumerable<string> Secrets => _canaries.Seen;

    private GameAuthEmulator Emulator => _emulator ?? throw new InvalidOperationException("The server was not started.");

    public override async Task StartServerAsync()
    {
        EmulatorOptions options = new() { TimeProvider = Clock, Providers = { "hytale" } };
        options.SignIns.Add(new SignInScript { AfterPolls = 0 });
        options.Hytale.PollInterval = TimeSpan.FromSeconds(1);
        options.Hytale.Lifetimes.Session = LeafLifetime;
        options.Hytale.Lifetimes.Access = GrantLifetime;
        options.Hytale.SessionLimit = 10_000;
        _emulator = await GameAuthEmulator.StartAsync(options);
    }

    public override void AddProvider(GameAuthBuilder gameAuth)
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(Emulator.Configuration).Build();
        gameAuth.AddHytale(configuration.GetSection(HytaleDefaults.ConfigurationSection));
        gameAuth.Services.Configure<HytaleOptions>("default", static options => options.Polling = HytalePolling.Interval);
        gameAuth.Services.Configure<RequestPacerOptions>(static pacer =>
        {
            foreach (PaceRule rule in pacer.Rules.Where(static rule => rule.Scope.StartsWith("hytale/", StringComparison.Ordinal)).ToArray())
            {
                pacer.Rules.Add(new PaceRule(rule.Scope, new PaceWindow(100_000, TimeSpan.FromMinutes(1))));
            }
        });
        gameAuth.Services.AddHttpClient(GameAuthClientNames.Auth(HytaleDefaults.Provider)).AddWireHandler(() => new HytaleCanaryHandler(_canaries));
        gameAuth.Services.AddHttpClient(GameAuthClientNames.Api(HytaleDefaults.Provider)).AddWireHandler(() => new HytaleCanaryHandler(_canaries));
    }

    public override void AddAuthentication(IHttpClientBuilder client) => client.AddHytaleAuthentication().AddWireHandler(() => new HytaleCanaryHandler(_canaries));

    public override async Task<Account> SignInAsync(IServiceProvider services, Action asked, bool forcePrompt, CancellationToken cancellationToken)
    {
        PollingPrompt prompt = new(Clock, () => Volatile.Read(ref _polls), asked);
        HytaleAccount account = await services.GetRequiredService<IHytaleAuth>()
            .SignInAsync(HytaleSignIn.DeviceCode(prompt) with { ForcePrompt = forcePrompt }, cancellationToken);

        // Who the account is stays known, so that a silent sign-in asks nobody; the contracts want it to be good for a leaf as well.
        Account known = Known(services, account);
        if (!forcePrompt)
        {
            await GetLeafAsync(known, cancellationToken);
        }

        return known;
    }

    public override async ValueTask<Account?> FindAsync(IServiceProvider services) =>
        await services.GetRequiredService<IHytaleAuth>().FindAsync() is { } account ? Known(services, account) : null;

    public override async Task<object> GetLeafAsync(Account account, CancellationToken cancellationToken) =>
        _leaves.TryGetValue(account, out SessionLeaves? leaves)
            ? await account.GetTokenAsync(leaves, cancellationToken: cancellationToken).ConfigureAwait(false)
            : throw new InvalidOperationException("The account did not come from here.");

    public override WireCall Classify(HttpRequestMessage request)
    {
        switch (request.RequestUri!.AbsolutePath)
        {
            case "/oauth2/token" when IsRefresh(request):
                return WireCall.Refresh;
            case "/oauth2/token":
                Interlocked.Increment(ref _polls);
                return WireCall.SignIn;
            case "/game-session/new":
                return WireCall.Leaf;
            default:
                return request.RequestUri.Query.Length > 0 ? WireCall.Api : WireCall.Other;
        }
    }

    protected override void SetServerAhead(TimeSpan ahead) => Emulator.ClockSkew = ahead;

    public override void ExpireLeaf() => Clock.Advance(LeafLifetime + TimeSpan.FromSeconds(1));

    public override void ExpireLeafAndGrant() => Clock.Advance(GrantLifetime + TimeSpan.FromSeconds(1));

    public override void MakeLeafDue() => Clock.Advance(LeafLifetime - TimeSpan.FromMinutes(5));

    public override void RefuseLeaves() => Emulator.Hytale.ExpireNow(HytaleTokenKind.Access);

    public override void EndGrant() => Emulator.Hytale.ForgetNow(HytaleTokenKind.Refresh);

    public override HttpResponseMessage RefreshRefusal() =>
        new(System.Net.HttpStatusCode.BadRequest) { Content = new StringContent("""{"error":"invalid_grant","error_description":"The refresh token is not valid."}""") };

    public override void ShapeTokens(Func<string, string> shape) => _canaries.Shape = shape;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_emulator is not null)
        {
            await _emulator.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    internal static bool IsRefresh(HttpRequestMessage request) => request.RequestUri!.AbsolutePath == "/oauth2/token" && FormOf(request).Contains("grant_type=refresh_token");

    private Account Known(IServiceProvider services, HytaleAccount account)
    {
        _leaves.GetValue(account, _ => new SessionLeaves((HytaleProvider)services.GetRequiredService<IHytaleAuth>(), Guid.Parse(Emulator.Hytale.Accounts[0].Profiles[0].Uuid)));
        return account;
    }
}
