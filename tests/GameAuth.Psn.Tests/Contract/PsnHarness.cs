using System.Text;
using GameAuth.ProviderContract;
using GameAuth.Providers;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Psn.Tests.Contract;

/// <summary>The service as a script plays it, for the contracts that every provider keeps.</summary>
/// <remarks>Limits are another matter, and have tests of their own: the contracts ask more often than they let through.</remarks>
public class PsnHarness : ProviderHarness
{
    private readonly ContractLeafTable _leaves = new();
    private readonly ScriptedService _service;
    private PsnProvider? _front;

    public PsnHarness() => _service = new ScriptedService(Clock);

    public override Uri ApiTarget { get; } = new("https://m.np.playstation.com/api/trophy/v1/users/me/trophySummary?contract=1");

    public override WireCall ApiMint => WireCall.Refresh;

    public override string RequestIdHeader => "x-psn-request-id";

    public override IEnumerable<string> Secrets =>
    [
        .. _service.Secrets, ScriptedService.ClientSecret, Convert.ToBase64String(Encoding.ASCII.GetBytes($"{ScriptedService.ClientId}:{ScriptedService.ClientSecret}")),
    ];

    public override bool HasSocket => true;

    // Protocol 3.0 repeats the token in its first message.
    public override IEnumerable<string> SecretsOfFrames => _service.Secrets.Where(static secret => secret.Contains("access", StringComparison.Ordinal));

    public override Task StartServerAsync() => Task.CompletedTask;

    public override void AddProvider(GameAuthBuilder gameAuth)
    {
        gameAuth.AddPsn(PsnWorld.Configure);
        gameAuth.Services.Configure<RequestPacerOptions>(static pacer =>
        {
            foreach (PaceRule rule in pacer.Rules.Where(static rule => rule.Scope.StartsWith("psn/", StringComparison.Ordinal)).ToArray())
            {
                pacer.Rules.Add(new PaceRule(rule.Scope, new PaceWindow(100_000, TimeSpan.FromMinutes(1))));
            }
        });
        gameAuth.Services.AddHttpClient(GameAuthClientNames.Auth(PsnDefaults.Provider)).ConfigurePrimaryHttpMessageHandler(() => new ScriptedHandler(_service));
        gameAuth.Services.AddHttpClient(GameAuthClientNames.Api(PsnDefaults.Provider)).ConfigurePrimaryHttpMessageHandler(() => new ScriptedHandler(_service));
    }

    public override void AddAuthentication(IHttpClientBuilder client) => client.AddPsnAuthentication().ConfigurePrimaryHttpMessageHandler(() => new ScriptedHandler(_service));

    public override async Task<Account> SignInAsync(IServiceProvider services, Action asked, bool forcePrompt, CancellationToken cancellationToken)
    {
        _front = (PsnProvider)services.GetRequiredService<IPsnAuth>();
        PsnAccount account = await _front
            .SignInAsync(PsnSignIn.Browser(new AskedPrompt(_service, asked)) with { ForcePrompt = forcePrompt }, cancellationToken);

        // Who the account is stays known, so that a silent sign-in asks nobody; the contracts want it to be good for a leaf as well.
        Account known = Known(services, account);
        if (!forcePrompt)
        {
            await GetLeafAsync(known, cancellationToken);
        }

        return known;
    }

    public override async ValueTask<Account?> FindAsync(IServiceProvider services) =>
        await services.GetRequiredService<IPsnAuth>().FindAsync() is { } account ? Known(services, account) : null;

    public override Task<object> GetLeafAsync(Account account, CancellationToken cancellationToken) => _leaves.GetAsync(account, cancellationToken);

    public override async Task<IAsyncDisposable> OpenSocketAsync(Account account, Uri? target = null) => target is null
        ? await ((PsnAccount)account).Push.ConnectAsync(new PsnPushOptions { AppType = "EMU_APP", Protocol = PsnPushProtocol.Version30 })
        : await AccountSocket.ConnectAsync(_front!.Push.Exchange, account, new AccountSocketCall("contract", target), CancellationToken.None);

    public override WireCall Classify(HttpRequestMessage request) => request.RequestUri!.AbsolutePath switch
    {
        "/api/authz/v3/oauth/token" => FormOf(request).Contains("grant_type=refresh_token") ? WireCall.Refresh : WireCall.SignIn,
        "/api/contract/leaf" => WireCall.Leaf,
        _ => request.RequestUri.Query == "?contract=1" ? WireCall.Api : WireCall.Other,
    };

    protected override void SetServerAhead(TimeSpan ahead) => _service.Ahead = ahead;

    public override void ExpireLeaf() => Clock.Advance(_service.LeafLifetime + TimeSpan.FromSeconds(1));

    public override void ExpireLeafAndGrant() => Clock.Advance(_service.AccessLifetime + TimeSpan.FromSeconds(1));

    public override void MakeLeafDue() => Clock.Advance(_service.LeafLifetime - TimeSpan.FromMinutes(5));

    public override void RefuseLeaves() => _service.RefuseAccess();

    public override void EndGrant() => _service.EndGrant();

    public override HttpResponseMessage RefreshRefusal() =>
        ScriptedAnswer.Json(400, """{"error":"invalid_grant","error_description":"Invalid refresh token","error_code":4159}""");

    public override void ShapeTokens(Func<string, string> shape) => _service.Shape = shape;

    private Account Known(IServiceProvider services, PsnAccount account) =>
        _leaves.Know(account, () => new PsnLeaves((PsnProvider)services.GetRequiredService<IPsnAuth>()));

    private sealed class AskedPrompt(ScriptedService service, Action asked) : ISignInPrompt
    {
        public ValueTask<Secret?> AskAsync(SignInChallenge challenge, CancellationToken whileShown)
        {
            asked();
            return new ValueTask<Secret?>(new Secret(service.Visit(Assert.IsType<RedirectChallenge>(challenge).Authorize)));
        }
    }
}

/// <summary>The contracts' link below the grant.</summary>
internal sealed class PsnLeaves(PsnProvider psn) : ContractLeaves<PsnGrant>(psn.Grants)
{
    protected override async Task<ContractLeaf> AskAsync(AccountId account, CancellationToken deadline)
    {
        PsnAccount known = (await psn.FindAsync(account, deadline).ConfigureAwait(false))!;
        PsnAnswer<ContractLeafBody> answer = await psn.Api.GetAsync(known, new PsnCall("leaf", PsnEndpoint.Api, "/api/contract/leaf"), ContractLeafBody.Json, deadline).ConfigureAwait(false);
        return answer.Body.At(answer.Wire.ReceivedAt) ?? throw answer.Wire.Failure("has no leaf");
    }
}
