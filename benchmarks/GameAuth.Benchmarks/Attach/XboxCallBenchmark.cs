using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using GameAuth.Benchmarks.SilentStart;
using GameAuth.Providers;
using GameAuth.Xbox;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Benchmarks.Attach;

/// <summary>A call of an Xbox account that takes a permit and is signed, over a network in memory: beside no handler, and beside the bare signature, which is most of it.</summary>
[MemoryDiagnoser]
public class XboxCallBenchmark
{
    private static readonly Uri Target = new("https://achievements.xboxlive.com/users/me/achievements");

    private readonly byte[] _data = new byte[1400];
    private readonly byte[] _signature = new byte[64];
    private WarmProfile? _profile;
    private GameAuthClient? _gameAuth;
    private ECDsa? _key;
    private HttpClient? _none;
    private HttpClient? _ours;

    [GlobalSetup]
    public void Setup() => SetupAsync().GetAwaiter().GetResult();

    [GlobalCleanup]
    public void Cleanup()
    {
        _none!.Dispose();
        _ours!.Dispose();
        _key!.Dispose();
        _gameAuth!.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _profile!.Dispose();
    }

    private async Task SetupAsync()
    {
        _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _none = new HttpClient(new AnsweringHandler());
        _profile = await WarmProfile.CreateAsync(SilentProvider.Of(XboxDefaults.Provider), peer: false);
        Dictionary<string, string?> settings = SilentRound.ReadSettings(_profile.Path);
        settings["GameAuth:Xbox:EndpointList"] = nameof(XboxEndpointList.Bundled);
        _gameAuth = await GameAuthClient.CreateAsync(services =>
        {
            services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
            SilentRound.AddFamily(services, _profile.Path).AddXbox()
                .AddPaceRules(new PaceRule("xbox/achievements/*", new PaceWindow(100, TimeSpan.FromMilliseconds(1)))); // never full at the speed of a signature
            services.AddHttpClient("api").AddXboxAuthentication()
                .ConfigurePrimaryHttpMessageHandler(static () => new AnsweringHandler())
                .RemoveAllLoggers();
        });
        XboxAccount me = await _gameAuth.Get<IXboxAuth>().FindAsync() ?? throw new InvalidOperationException("Nobody is signed in.");
        _ours = me.CreateClient("api");
    }

    [Benchmark(Baseline = true, Description = "no handler")]
    public Task<int> NoHandlerAsync() => SendAsync(_none!);

    [Benchmark(Description = "ECDsa.TrySignData alone")]
    public bool Sign() => _key!.TrySignData(_data, _signature, HashAlgorithmName.SHA256, out _);

    [Benchmark(Description = "GameAuth, paced and signed")]
    public Task<int> GameAuthAsync() => SendAsync(_ours!);

    private static async Task<int> SendAsync(HttpClient client)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, Target);
        using HttpResponseMessage response = await client.SendAsync(request);
        return (int)response.StatusCode;
    }
}
