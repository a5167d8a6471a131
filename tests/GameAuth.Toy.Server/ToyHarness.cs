using GameAuth.ProviderContract;
using GameAuth.Providers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Toy;

public sealed class ToyHarness : ProviderHarness
{
    private readonly ServerTime _time;
    private readonly ToyServer _server;

    public ToyHarness()
    {
        _time = new ServerTime(Clock);
        _server = new ToyServer(_time);
    }

    public ToyServer Server => _server;

    /// <summary>Who signs in from now on.</summary>
    public string Player { get; set; } = "alice";

    /// <summary>Opens a provider that does more than the model; null for the model itself.</summary>
    public Func<ProviderContext, ToyOptions, IToyAuth>? Open { get; set; }

    /// <summary>Whether the provider says of itself that a copied profile is held back.</summary>
    public bool IsWary { get; set; }

    /// <summary>What the hosts that are started from now on are told besides their client id.</summary>
    public Action<ToyOptions>? Configure { get; set; }

    public override Uri ApiTarget { get; } = new(ToyDefaults.ApiBase, "me");

    public override string RequestIdHeader => "X-Toy-Request";

    public override IEnumerable<string> Secrets => _server.Ledger.Secrets;

    public override Task StartServerAsync() => Task.CompletedTask;

    public override void AddProvider(GameAuthBuilder gameAuth)
    {
        Action<ToyOptions> configure = options =>
        {
            options.ClientId = "contract";
            Configure?.Invoke(options);
        };
        _ = Open is null && !IsWary ? gameAuth.AddToy(configure) : DescribeChanged().AddTo(gameAuth, configure);
        gameAuth.Services.AddHttpClient(GameAuthClientNames.Auth(ToyDefaults.Provider)).ConfigurePrimaryHttpMessageHandler(() => new ToyWire(_server));
        gameAuth.Services.AddHttpClient(GameAuthClientNames.Api(ToyDefaults.Provider)).ConfigurePrimaryHttpMessageHandler(() => new ToyWire(_server));
    }

    public override void AddAuthentication(IHttpClientBuilder client) =>
        client.AddToyAuthentication().ConfigurePrimaryHttpMessageHandler(() => new ToyWire(_server));

    public override async Task<Account> SignInAsync(IServiceProvider services, Action asked, bool forcePrompt, CancellationToken cancellationToken) =>
        await services.GetRequiredService<IToyAuth>()
            .SignInAsync(ToySignIn.Paste(new ToyPrompt(Player, asked)) with { ForcePrompt = forcePrompt }, cancellationToken);

    public override async ValueTask<Account?> FindAsync(IServiceProvider services) => await services.GetRequiredService<IToyAuth>().FindAsync();

    public override async Task<object> GetLeafAsync(Account account, CancellationToken cancellationToken) =>
        await ((ToyAccount)account).GetSessionAsync(cancellationToken: cancellationToken).ConfigureAwait(false);

    public override WireCall Classify(HttpRequestMessage request) => request.RequestUri!.AbsolutePath switch
    {
        "/signin" => WireCall.SignIn,
        "/token" => WireCall.Refresh,
        "/session" => WireCall.Leaf,
        "/me" => WireCall.Api,
        _ => WireCall.Other,
    };

    protected override void SetServerAhead(TimeSpan ahead) => _time.Ahead = ahead;

    public override void ExpireLeaf() => Clock.Advance(_server.Ledger.SessionLifetime + TimeSpan.FromSeconds(1));

    public override void ExpireLeafAndGrant() => Clock.Advance(_server.Ledger.AccessLifetime + TimeSpan.FromSeconds(1));

    public override void MakeLeafDue() => Clock.Advance(_server.Ledger.SessionLifetime * 0.8);

    public override void RefuseLeaves() => _server.Ledger.ForgetSessions();

    public override void EndGrant() => _server.Ledger.RevokeAll();

    public override HttpResponseMessage RefreshRefusal() =>
        new(System.Net.HttpStatusCode.BadRequest) { Content = new StringContent("""{"error":"invalid_grant"}""") };

    public override void ShapeTokens(Func<string, string> shape) => _server.Ledger.Shape = shape;

    private ProviderDescriptor<IToyAuth, ToyOptions> DescribeChanged() => new(ToyDefaults.Provider, "Toy", Open ?? (static (context, options) => new ToyProvider(context, options)))
    {
        Bind = static (section, options) => section.Bind(options),
        Check = ToyOptions.Check,
        CopiedProfile = IsWary ? CopiedProfile.HoldBack : CopiedProfile.Keep,
    };

    private sealed class ServerTime(TimeProvider machine) : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => machine.GetUtcNow() + Ahead;
    }
}
