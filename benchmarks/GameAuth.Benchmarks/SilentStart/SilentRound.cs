using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GameAuth.Benchmarks.SilentStart;

/// <summary>What an application does at a start when its player is signed in: from nothing to the value of an Authorization header.</summary>
internal sealed class SilentRound(SilentProvider provider, string directory)
{
    private const string Host = "host";

    private readonly Dictionary<string, string?> _settings = ReadSettings(directory);

    public static string SettingsIn(string directory) => Path.Combine(directory, "settings.json");

    public static Dictionary<string, string?> ReadSettings(string directory) =>
        JsonSerializer.Deserialize<Dictionary<string, string?>>(File.ReadAllText(SettingsIn(directory)))!;

    public static GameAuthBuilder AddFamily(IServiceCollection services, string directory) => services
        .AddGameAuth(static options =>
        {
            options.ApplicationName = "benchmark";
            options.AllowLoopbackHttp = true;
        })
        .UseFileStore(Path.Combine(directory, "store"))
        .UseKeyFile(Path.Combine(directory, "key"));

    /// <summary>Measures one start.</summary>
    /// <param name="way">One of <see cref="SilentProvider.Ways"/>.</param>
    public Task<SilentPhases> RunAsync(string way) => way switch
    {
        "files" => Task.FromResult(ReadFiles()),
        Host => WithHostAsync(),
        _ => WithoutHostAsync(way),
    };

    /// <summary>Without a host: <see cref="GameAuthClient"/>.</summary>
    public Task<GameAuthClient> OpenAsync(string way = "client") => GameAuthClient.CreateAsync(services =>
    {
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(_settings).Build());
        provider.AddTo(AddFamily(services, directory), way);
    });

    /// <summary>The limit: the same files, read and forgotten.</summary>
    public SilentPhases ReadFiles()
    {
        long start = Stopwatch.GetTimestamp();
        foreach (string file in Directory.EnumerateFiles(Path.Combine(directory, "store"), "*", SearchOption.AllDirectories))
        {
            File.ReadAllBytes(file);
        }

        File.ReadAllBytes(Path.Combine(directory, "key"));
        return new SilentPhases(Milliseconds(start, Stopwatch.GetTimestamp()), 0, 0);
    }

    // The client's end is not part of it.
    private async Task<SilentPhases> WithoutHostAsync(string way)
    {
        long start = Stopwatch.GetTimestamp();
        await using GameAuthClient client = await OpenAsync(way);
        return await UseAsync(client.Services, start, Stopwatch.GetTimestamp());
    }

    // A generic host, with nothing else in it.
    private async Task<SilentPhases> WithHostAsync()
    {
        long start = Stopwatch.GetTimestamp();
        HostApplicationBuilder app = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder(
            new HostApplicationBuilderSettings { DisableDefaults = true, EnvironmentName = Environments.Development });
        app.Configuration.AddInMemoryCollection(_settings);
        provider.AddTo(AddFamily(app.Services, directory), Host);
        using IHost host = app.Build();
        await host.StartAsync();
        SilentPhases phases = await UseAsync(host.Services, start, Stopwatch.GetTimestamp());
        await host.StopAsync();
        return phases;
    }

    private async Task<SilentPhases> UseAsync(IServiceProvider services, long start, long opened)
    {
        Account me = await provider.FindAsync(services) ?? throw new InvalidOperationException("Nobody is signed in.");
        long found = Stopwatch.GetTimestamp();
        string header = await provider.HeaderAsync(me);
        long end = Stopwatch.GetTimestamp();
        return header.Length > 200
            ? new SilentPhases(Milliseconds(start, opened), Milliseconds(opened, found), Milliseconds(found, end))
            : throw new InvalidOperationException("That is no header that works.");
    }

    private static double Milliseconds(long from, long to) => Stopwatch.GetElapsedTime(from, to).TotalMilliseconds;
}
