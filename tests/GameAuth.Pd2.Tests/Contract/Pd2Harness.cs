using GameAuth.ProviderContract;
using GameAuth.Providers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace GameAuth.Pd2.Tests.Contract;

/// <summary>The service as a script plays it, for the contracts that every provider keeps; the API is REST, and the socket is signed in by a frame.</summary>
public abstract class Pd2Harness : ProviderHarness
{
    private readonly ContractLeafTable _leaves = new();
    private Pd2Provider? _front;

    private protected Pd2Harness()
    {
        Service = new ScriptedService(Clock);
    }

    internal ScriptedService Service { get; }

    public override Uri ApiTarget { get; } = new($"{ScriptedService.Api}/market/listing?$limit=1&$skip=0");

    public override WireCall ApiMint => WireCall.Refresh;

    public override IEnumerable<string> Secrets => [.. Service.Secrets, ScriptedService.ClientSecret];

    public override bool HasSocket => true;

    public override bool HandshakeCarriesToken => false;

    public override IEnumerable<string> SecretsOfFrames => Service.Tokens.SelectMany(static token => (string[])[token, token.Trim()]);

    internal abstract bool IsOAuth { get; }

    public override Task StartServerAsync() => Task.CompletedTask;

    public override void AddProvider(GameAuthBuilder gameAuth)
    {
        gameAuth.AddPd2(options =>
        {
            Pd2World.Configure(options, IsOAuth);
            options.SendWebsiteTokenOverRest = !IsOAuth;
            options.SocketStrategy = IsOAuth ? "oauth" : null;
        });
        gameAuth.Services.AddHttpClient(GameAuthClientNames.Auth(Pd2Defaults.Provider)).ConfigurePrimaryHttpMessageHandler(() => new ScriptedHandler(Service));
        gameAuth.Services.AddHttpClient(GameAuthClientNames.Api(Pd2Defaults.Provider)).ConfigurePrimaryHttpMessageHandler(() => new ScriptedHandler(Service));
    }

    public override void AddAuthentication(IHttpClientBuilder client) => client.AddPd2Authentication().ConfigurePrimaryHttpMessageHandler(() => new ScriptedHandler(Service));

    public override async Task<Account> SignInAsync(IServiceProvider services, Action asked, bool forcePrompt, CancellationToken cancellationToken)
    {
        AskedPrompt prompt = new(Service, asked);
        _front = (Pd2Provider)services.GetRequiredService<IPd2Auth>();
        Pd2Account account = await _front
            .SignInAsync((IsOAuth ? Pd2SignIn.OAuth(prompt) : Pd2SignIn.Browser(prompt)) with { ForcePrompt = forcePrompt }, cancellationToken);

        // Who the account is stays known, so that a silent sign-in asks nobody; the contracts want it to be good for a leaf as well.
        Account known = Known(services, account);
        if (!forcePrompt)
        {
            await GetLeafAsync(known, cancellationToken);
        }

        return known;
    }

    public override async ValueTask<Account?> FindAsync(IServiceProvider services) =>
        await services.GetRequiredService<IPd2Auth>().FindAsync() is { } account ? Known(services, account) : null;

    public override Task<object> GetLeafAsync(Account account, CancellationToken cancellationToken) => _leaves.GetAsync(account, cancellationToken);

    public override async Task<IAsyncDisposable> OpenSocketAsync(Account account, Uri? target = null)
    {
        if (target is null)
        {
            return await ((Pd2Account)account).Socket.GetAsync(CancellationToken.None);
        }

        // Made as the provider's own connections are, but for the address, which no caller can name.
        FeathersSettings elsewhere = new("contract", target, static (_, _, _) => throw new InvalidOperationException("A login was asked for."));
        FeathersConnection connection = new(account, _front!.Sessions.Handshakes, elsewhere, new SteadyClock(Clock), NullLogger.Instance);
        await connection.OpenAsync(CancellationToken.None);
        return connection;
    }

    protected override void SetServerAhead(TimeSpan ahead) => Service.Ahead = ahead;

    public override void ExpireLeaf() => Clock.Advance(Service.LeafLifetime + TimeSpan.FromSeconds(1));

    public override void MakeLeafDue() => Clock.Advance(Service.LeafLifetime - TimeSpan.FromMinutes(5));

    public override void RefuseLeaves() => Service.RefuseAccess();

    public override void EndGrant() => Service.EndGrant();

    public override void ShapeTokens(Func<string, string> shape) => Service.Shape = shape;

    private Account Known(IServiceProvider services, Pd2Account account) =>
        _leaves.Know(account, () => new Pd2Leaves((Pd2Provider)services.GetRequiredService<IPd2Auth>()));

    private sealed class AskedPrompt(ScriptedService service, Action asked) : ISignInPrompt
    {
        public ValueTask<Secret?> AskAsync(SignInChallenge challenge, CancellationToken whileShown)
        {
            asked();
            return new ValueTask<Secret?>(new Secret(challenge is RedirectChallenge page ? service.Visit(page.Authorize) : service.WebsiteLogin()));
        }
    }
}

/// <summary>A registration of OAuth tokens.</summary>
public sealed class OAuthHarness : Pd2Harness
{
    internal override bool IsOAuth => true;

    public override WireCall Classify(HttpRequestMessage request) => request.RequestUri!.AbsolutePath switch
    {
        "/oauth/token" => FormOf(request).Contains("grant_type=refresh_token") ? WireCall.Refresh : WireCall.SignIn,
        "/contract/leaf" => WireCall.Leaf,
        "/market/listing" => WireCall.Api,
        _ => WireCall.Other,
    };

    public override void ExpireLeafAndGrant() => Clock.Advance(Service.AccessLifetime + TimeSpan.FromSeconds(1));

    public override HttpResponseMessage RefreshRefusal() => new ScriptedReply(400, """{"error":"invalid_grant"}""").ToResponse();
}

/// <summary>A registration of website tokens. A renewal is a frame of a socket, so that it is led past the tap here.</summary>
public sealed class WebsiteHarness : Pd2Harness
{
    private static readonly Uri Socket = new($"{ScriptedService.Api}/socket.io/");

    public WebsiteHarness() => Service.Logins = (isRenewal, pass) => Tap.FrameAsync(isRenewal ? WireCall.Refresh : WireCall.Other, Socket, pass);

    internal override bool IsOAuth => false;

    public override WireCall Classify(HttpRequestMessage request) => request.RequestUri!.AbsolutePath switch
    {
        "/contract/leaf" => WireCall.Leaf,
        "/market/listing" => WireCall.Api,
        _ => WireCall.Other,
    };

    // Half-way to its end a website token is due.
    public override void ExpireLeafAndGrant() => Clock.Advance((Service.WebsiteLifetime / 2) + TimeSpan.FromSeconds(2));

    public override HttpResponseMessage RefreshRefusal() => ScriptedReply.Error(401, "NotAuthenticated").ToResponse();
}

/// <summary>The contracts' link below the grant.</summary>
internal sealed class Pd2Leaves(Pd2Provider pd2) : ContractLeaves<Pd2Grant>(pd2.Grants)
{
    protected override async Task<ContractLeaf> AskAsync(AccountId account, CancellationToken deadline)
    {
        Pd2Account known = (await pd2.FindAsync(account, deadline).ConfigureAwait(false))!;
        ContractLeafBody? body = await pd2.Rest.Of(known).FindAsync("contract/leaf", query: null, ContractLeafBody.Json, deadline).ConfigureAwait(false);
        return body?.At(pd2.Time.GetUtcNow()) ?? throw Pd2Errors.Unreadable("leaf", "has no leaf");
    }
}
