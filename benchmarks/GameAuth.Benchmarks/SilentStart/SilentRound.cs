using System.Diagnostics;
using System.Text.Json;
using GameAuth.Xbox;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GameAuth.Benchmarks.SilentStart;

/// <summary>What an application does at a start when its player is signed in: from nothing to the value of an Authorization header.</summary>
internal static class SilentRound
{
    public const string Settings = "settings.json";

    public static Dictionary<string, string?> ReadSettings(string directory) =>
        JsonSerializer.Deserialize<Dictionary<string, string?>>(File.ReadAllText(Path.Combine(directory, Settings)))!;

    /// <summary>Without a host: <see cref="GameAuthClient"/>.</summary>
    public static Task<GameAuthClient> OpenAsync(string directory, Dictionary<string, string?> settings) => GameAuthClient.CreateAsync(services =>
    {
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        Add(services, directory);
    });

    /// <summary>Measures one start without a host. The client's end is not part of it.</summary>
    public static async Task<SilentPhases> WithoutHostAsync(string directory, Dictionary<string, string?> settings)
    {
        long start = Stopwatch.GetTimestamp();
        await using GameAuthClient client = await OpenAsync(directory, settings);
        return await UseAsync(client.Get<IXboxAuth>(), start, Stopwatch.GetTimestamp());
    }

    /// <summary>Measures one start of a generic host, with nothing else in it.</summary>
    public static async Task<SilentPhases> WithHostAsync(string directory, Dictionary<string, string?> settings)
    {
        long start = Stopwatch.GetTimestamp();
        HostApplicationBuilder app = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true, EnvironmentName = Environments.Development });
        app.Configuration.AddInMemoryCollection(settings);
        Add(app.Services, directory);
        using IHost host = app.Build();
        await host.StartAsync();
        SilentPhases phases = await UseAsync(host.Services.GetRequiredService<IXboxAuth>(), start, Stopwatch.GetTimestamp());
        await host.StopAsync();
        return phases;
    }

    /// <summary>The limit: the same files, read and forgotten.</summary>
    public static long ReadFiles(string directory)
    {
        long length = 0;
        foreach (string file in Directory.EnumerateFiles(Path.Combine(directory, "store"), "*", SearchOption.AllDirectories))
        {
            length += File.ReadAllBytes(file).Length;
        }

        return length + File.ReadAllBytes(Path.Combine(directory, "key")).Length;
    }

    public static GameAuthBuilder Add(IServiceCollection services, string directory) => services
        .AddGameAuth(static options =>
        {
            options.ApplicationName = "benchmark";
            options.AllowLoopbackHttp = true;
        })
        .UseFileStore(Path.Combine(directory, "store"))
        .UseKeyFile(Path.Combine(directory, "key"))
        .AddXbox();

    private static async Task<SilentPhases> UseAsync(IXboxAuth xbox, long start, long opened)
    {
        XboxAccount me = await xbox.FindAsync() ?? throw new InvalidOperationException("Nobody is signed in.");
        long found = Stopwatch.GetTimestamp();
        XstsToken token = await me.GetXstsTokenAsync(XboxDefaults.RelyingParty);
        string header = $"XBL3.0 x={token.UserHash};{token.Token.Reveal()}";
        long end = Stopwatch.GetTimestamp();
        return header.Length > 500 && token.ExpiresAt > DateTimeOffset.UtcNow
            ? new SilentPhases(Milliseconds(start, opened), Milliseconds(opened, found), Milliseconds(found, end))
            : throw new InvalidOperationException("That is no header that works.");
    }

    private static double Milliseconds(long from, long to) => Stopwatch.GetElapsedTime(from, to).TotalMilliseconds;
}
