using GameAuth.Providers;

namespace GameAuth.Benchmarks.Attach;

internal sealed class BenchOptions : ProviderOptions
{
    protected override IReadOnlyDictionary<string, Uri> LiveEndpoints { get; } = new Dictionary<string, Uri> { ["issuer"] = new("https://issuer.benchmark.invalid") };

    protected override Uri Issuer => EndpointOf("issuer");
}

internal sealed record BenchSignIn : SignIn;

internal sealed class BenchAccount(AccountBinding binding) : Account(binding);

internal sealed class BenchGrant(string token) : TokenSource<BenchToken>("grant", TokenScope.Account, RefreshBehavior.Remint, BenchJson.Default.BenchToken)
{
    public BenchToken Make() => new(new Secret(token), DateTimeOffset.UtcNow.AddDays(1));

    protected override Task<BenchToken> MintAsync(MintContext<BenchToken> mint, CancellationToken deadline) => Task.FromResult(Make());
}

internal sealed class BenchAuth(ProviderContext context, BenchGrant grant) : Provider<BenchAccount, BenchSignIn>(context)
{
    protected override RequestAuthenticator Authenticator { get; } = new BenchAuthenticator(grant);

    public BenchGrant Grant => grant;

    public static ProviderDescriptor<BenchAuth, BenchOptions> Describe(string token) =>
        new("bench", "Bench", (context, _) => new BenchAuth(context, new BenchGrant(token))) { Bind = static (_, _) => { } };

    protected override BenchAccount CreateHandle(AccountBinding binding) => new(binding);

    protected override Task<AccountBinding> PromptAsync(BenchSignIn how, AccountId account, CancellationToken cancellationToken) =>
        Context.BeginAsync(account, grant, grant.Make(), cancellationToken);

    protected override Task<PlayerIdentity> IdentifyAsync(BenchAccount account, CancellationToken cancellationToken) =>
        Task.FromResult(new PlayerIdentity("synthetic-subject"));
}

internal sealed class BenchAuthenticator(BenchGrant grant) : RequestAuthenticator
{
    public override bool IsAudience(Uri target) => target.Host.EndsWith(".benchmark.invalid", StringComparison.Ordinal);

    public override ValueTask<TokenUse> AuthenticateAsync(AttemptContext attempt, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ValueTask<BenchToken> token = attempt.Account!.GetTokenAsync(grant, cancellationToken: cancellationToken);
        return token.IsCompletedSuccessfully ? new ValueTask<TokenUse>(Attach(request, token.Result)) : AttachAsync(request, token);
    }

    private async ValueTask<TokenUse> AttachAsync(HttpRequestMessage request, ValueTask<BenchToken> token) => Attach(request, await token);

    private TokenUse Attach(HttpRequestMessage request, BenchToken token)
    {
        request.Headers.Authorization = token.Header;
        return TokenUse.Of(grant, token);
    }
}
