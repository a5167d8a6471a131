using GameAuth.Discord.Tests.World;
using GameAuth.ProviderContract;
using GameAuth.Providers;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Discord.Tests.Contract;

/// <summary>The backend as a script plays it, for the contracts that every provider keeps.</summary>
/// <remarks>Limits are another matter, and have tests of their own: the contracts ask more often than they let through.</remarks>
public class DiscordHarness : ProviderHarness
{
    private readonly ContractLeafTable _leaves = new();
    private readonly ScriptedBackend _backend;

    public DiscordHarness() => _backend = new ScriptedBackend(Clock);

    public override Uri ApiTarget { get; } = new($"{ScriptedBackend.Address}/api/me?contract=1");

    public override WireCall ApiMint => WireCall.Refresh;

    public override IEnumerable<string> Secrets => _backend.Secrets;

    public override Task StartServerAsync() => Task.CompletedTask;

    public override void AddProvider(GameAuthBuilder gameAuth)
    {
        gameAuth.AddDiscord(static options =>
        {
            options.ClientId = ScriptedBackend.ClientId;
            options.Backend = new Uri(ScriptedBackend.Address);
            options.RedirectUri = new Uri(ScriptedBackend.Redirect);
        });
        gameAuth.Services.Configure<RequestPacerOptions>(static pacer => pacer.Rules.Add(new PaceRule("discord/refresh/*", new PaceWindow(100_000, TimeSpan.FromMinutes(1)))));
        gameAuth.Services.AddHttpClient(GameAuthClientNames.Auth(DiscordDefaults.Provider)).ConfigurePrimaryHttpMessageHandler(() => new ScriptedHandler(_backend));
        gameAuth.Services.AddHttpClient(GameAuthClientNames.Api(DiscordDefaults.Provider)).ConfigurePrimaryHttpMessageHandler(() => new ScriptedHandler(_backend));
    }

    public override void AddAuthentication(IHttpClientBuilder client) => client.AddDiscordAuthentication().ConfigurePrimaryHttpMessageHandler(() => new ScriptedHandler(_backend));

    public override async Task<Account> SignInAsync(IServiceProvider services, Action asked, bool forcePrompt, CancellationToken cancellationToken)
    {
        DiscordAccount account = await services.GetRequiredService<IDiscordAuth>()
            .SignInAsync(DiscordSignIn.Browser(new AskedPrompt(_backend, asked)) with { ForcePrompt = forcePrompt }, cancellationToken);

        // Who the account is stays known, so that a silent sign-in asks nobody; the contracts want it to be good for a leaf as well.
        Account known = Known(services, account);
        if (!forcePrompt)
        {
            await GetLeafAsync(known, cancellationToken);
        }

        return known;
    }

    public override async ValueTask<Account?> FindAsync(IServiceProvider services) =>
        await services.GetRequiredService<IDiscordAuth>().FindAsync() is { } account ? Known(services, account) : null;

    public override Task<object> GetLeafAsync(Account account, CancellationToken cancellationToken) => _leaves.GetAsync(account, cancellationToken);

    public override WireCall Classify(HttpRequestMessage request) => request.RequestUri!.AbsolutePath switch
    {
        "/api/auth/discord/exchange" => WireCall.SignIn,
        "/api/auth/refresh" => WireCall.Refresh,
        "/api/contract/leaf" => WireCall.Leaf,
        _ => request.RequestUri.Query == "?contract=1" ? WireCall.Api : WireCall.Other,
    };

    protected override void SetServerAhead(TimeSpan ahead) => _backend.Ahead = ahead;

    public override void ExpireLeaf() => Clock.Advance(_backend.LeafLifetime + TimeSpan.FromSeconds(1));

    public override void ExpireLeafAndGrant() => Clock.Advance(_backend.AccessLifetime + TimeSpan.FromSeconds(1));

    public override void MakeLeafDue() => Clock.Advance(_backend.LeafLifetime - TimeSpan.FromMinutes(5));

    public override void RefuseLeaves() => _backend.RefuseAccess();

    public override void EndGrant() => _backend.EndGrant();

    public override HttpResponseMessage RefreshRefusal() => ScriptedBackend.Refusal(401, "refresh_invalid");

    public override void ShapeTokens(Func<string, string> shape) => _backend.Shape = shape;

    private Account Known(IServiceProvider services, DiscordAccount account) =>
        _leaves.Know(account, () => new DiscordLeaves((DiscordProvider)services.GetRequiredService<IDiscordAuth>()));

    private sealed class AskedPrompt(ScriptedBackend backend, Action asked) : ISignInPrompt
    {
        public ValueTask<Secret?> AskAsync(SignInChallenge challenge, CancellationToken whileShown)
        {
            asked();
            return new ValueTask<Secret?>(new Secret(backend.Visit(Assert.IsType<RedirectChallenge>(challenge).Authorize)));
        }
    }
}

/// <summary>The contracts' link below the grant.</summary>
internal sealed class DiscordLeaves(DiscordProvider discord) : ContractLeaves<DiscordGrant>(discord.Grants)
{
    protected override async Task<ContractLeaf> AskAsync(AccountId account, CancellationToken deadline)
    {
        DiscordAccount known = (await discord.FindAsync(account, deadline).ConfigureAwait(false))!;
        ProviderCall call = new("leaf", static () => new HttpRequestMessage(HttpMethod.Get, $"{ScriptedBackend.Address}/api/contract/leaf")) { Account = known, IsRepeatable = true };
        ProviderResponse answer = await discord.Api.SendAsync(call, deadline).ConfigureAwait(false);
        ContractLeafBody body = answer.IsSuccess ? answer.ReadJson(ContractLeafBody.Json) : throw DiscordErrors.Of(answer);
        return body.At(answer.ReceivedAt) ?? throw answer.Failure("has no leaf");
    }
}
