using GameAuth.Providers;
using System.Net.Http.Headers;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Benchmarks.Attach;

/// <summary>A request with a cached token, over a network in memory: the whole handler beside no handler, a constant header, and a peer.</summary>
[MemoryDiagnoser]
public class AttachBenchmark
{
    private static readonly Uri Target = new("https://api.benchmark.invalid/me");
    private static readonly string Token = new('t', 1200);

    private GameAuthClient? _gameAuth;
    private BenchAccount? _account;
    private BenchGrant? _grant;
    private HttpClient? _none;
    private HttpClient? _constant;
    private HttpClient? _ours;
    private HttpClient? _msal;

    // The in-process toolchain does not await a set-up.
    [GlobalSetup]
    public void Setup() => SetupAsync().GetAwaiter().GetResult();

    [GlobalCleanup]
    public void Cleanup() => CleanupAsync().GetAwaiter().GetResult();

    private async Task SetupAsync()
    {
        _none = new HttpClient(new AnsweringHandler());
        _constant = new HttpClient(new ConstantHeaderHandler(new AuthenticationHeaderValue("Bearer", Token)));
        _msal = new HttpClient(MsalHandler.Create(Token));
        _gameAuth = await GameAuthClient.CreateAsync(services =>
        {
            ProviderDescriptor<BenchAuth, BenchOptions> provider = BenchAuth.Describe(Token);
            provider.AddTo(services.AddGameAuth(options => options.ApplicationName = "benchmark")
                .UseMemoryStore()
                .UseKey(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32)));
            provider.AddAuthentication(services.AddHttpClient("api"))
                .ConfigurePrimaryHttpMessageHandler(() => new AnsweringHandler())
                .RemoveAllLoggers();
        });
        BenchAuth front = _gameAuth.Get<BenchAuth>();
        _account = await front.SignInAsync(new BenchSignIn());
        _grant = front.Grant;
        _ours = _account.CreateClient("api");
    }

    private async Task CleanupAsync()
    {
        _none!.Dispose();
        _constant!.Dispose();
        _ours!.Dispose();
        _msal!.Dispose();
        await _gameAuth!.DisposeAsync();
    }

    [Benchmark(Baseline = true, Description = "no handler")]
    public Task<int> NoHandlerAsync() => SendAsync(_none!);

    [Benchmark(Description = "constant header")]
    public Task<int> ConstantHeaderAsync() => SendAsync(_constant!);

    [Benchmark(Description = "GameAuth, cached token")]
    public Task<int> GameAuthAsync() => SendAsync(_ours!);

    [Benchmark(Description = "MSAL 4.92.0, cached token")]
    public Task<int> MsalAsync() => SendAsync(_msal!);

    [Benchmark(Description = "GetTokenAsync alone, cached")]
    public async Task<bool> GetTokenAsync() => (await _account!.GetTokenAsync(_grant!)).ExpiresAt is not null;

    private static async Task<int> SendAsync(HttpClient client)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, Target);
        using HttpResponseMessage response = await client.SendAsync(request);
        return (int)response.StatusCode;
    }
}
