using GameAuth.Emulator;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GameAuth.Hytale.Tests.Processes;

/// <summary>Four processes over one directory, and a service that ends a sign-in whose refresh token comes twice.</summary>
public sealed class FourProcessTests : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("gameauth-hytale-").FullName;
    private readonly EarlierClock _clock = new();
    private readonly List<HytaleProcess> _processes = [];
    private GameAuthEmulator _emulator = null!;

    public async Task InitializeAsync()
    {
        EmulatorOptions options = new() { TimeProvider = _clock, Providers = { "hytale" } };
        options.SignIns.Add(new SignInScript { AfterPolls = 0 });
        options.Hytale.PollInterval = TimeSpan.FromSeconds(1);
        options.Hytale.EnforceGatewayLimits = false;
        _emulator = await GameAuthEmulator.StartAsync(options);
    }

    public async Task DisposeAsync()
    {
        _processes.ForEach(static process => process.Dispose());
        await _emulator.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Theory]
    [InlineData(HytaleDialect.Direct, "hytale.refresh", "GET", "account-data", "/my-account/get-profiles")]
    [InlineData(HytaleDialect.Gateway, "gateway.refresh", "POST", "gateway", "/api/v1/hytale/oauth/profiles")]
    public async Task Cold_callers_over_an_ended_grant_and_callers_who_are_refused_spend_one_refresh_token_in_all(
        HytaleDialect dialect, string refresh, string method, string host, string path)
    {
        await SignInAsync(dialect);
        _clock.SetRight();
        Uri address = new(new Uri(_emulator.Configuration[$"GameAuth:Hytale:Endpoints:{host}"]!), path);
        KeyValuePair<string, string?>[] settings = [.. _emulator.Configuration, new("GameAuth:Hytale:Dialect", $"{dialect}")];
        _processes.AddRange(await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => HytaleProcess.StartAsync(settings, _directory, method, address.AbsoluteUri))));
        Assert.Equal(0, _emulator.Log.Count(refresh));

        await AllCallAsync();
        AssertSpentOnceEach(refresh, 1);

        // The service no longer takes the access token, before its time.
        _emulator.Hytale.ExpireNow(HytaleTokenKind.Access);
        await AllCallAsync();
        AssertSpentOnceEach(refresh, 2);
    }

    private async Task SignInAsync(HytaleDialect dialect)
    {
        HostApplicationBuilder app = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true, EnvironmentName = Environments.Development });
        app.UseEmulator(_emulator);
        app.Services.AddSingleton<TimeProvider>(_clock);
        app.Services.AddGameAuth(static options => options.ApplicationName = "hytale-host")
            .UseFileStore(_directory)
            .UseKey([.. Enumerable.Range(1, 32).Select(static i => (byte)i)])
            .AddHytale(options => options.Dialect = dialect);
        using IHost host = app.Build();
        await host.StartAsync();
        await host.Services.GetRequiredService<IHytaleAuth>().SignInAsync(HytaleSignIn.DeviceCode(new QuietPrompt())).WaitAsync(TimeSpan.FromSeconds(30));
        await host.StopAsync();
    }

    private async Task AllCallAsync()
    {
        string?[] ends = await Task.WhenAll(_processes.Select(static process => process.CallAsync(64)));
        Assert.All(ends, static end => Assert.Equal("done, Active", end));
    }

    /// <summary>As the service has seen it: so many refreshes, each with a token of its own, and none refused.</summary>
    private void AssertSpentOnceEach(string refresh, int times)
    {
        IReadOnlyList<EmulatorEvent> events = _emulator.Log.Of(refresh);
        Assert.Equal(times, events.Count);
        Assert.Equal(times, events.SelectMany(static one => one.Spent).Where(static one => one.Kind == "hytale_refresh").Distinct().Count());
        Assert.All(events, static one => Assert.Equal(200, one.Status));
    }
}
