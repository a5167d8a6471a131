using GameAuth.Emulator;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GameAuth.Psn.Tests.Processes;

/// <summary>Four processes over one directory, and a service that rotates its refresh tokens.</summary>
public sealed class FourProcessTests : IAsyncLifetime, ISignInPrompt
{
    private readonly string _directory = Directory.CreateTempSubdirectory("gameauth-psn-").FullName;
    private readonly EarlierClock _clock = new();
    private readonly List<PsnProcess> _processes = [];
    private GameAuthEmulator _emulator = null!;

    public async Task InitializeAsync()
    {
        EmulatorOptions options = new() { TimeProvider = _clock, Providers = { "psn" } };
        options.Psn.RotateRefreshTokens = true;
        options.Psn.DetectRefreshTokenReuse = true;
        options.Psn.RateLimit = 1_000_000;
        _emulator = await GameAuthEmulator.StartAsync(options);
    }

    public async Task DisposeAsync()
    {
        _processes.ForEach(static process => process.Dispose());
        await _emulator.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Cold_callers_over_an_ended_grant_and_callers_who_are_refused_spend_one_refresh_token_in_all()
    {
        await SignInAsync();
        _clock.SetRight();
        _processes.AddRange(await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => PsnProcess.StartAsync(_emulator.Configuration, _directory))));
        Assert.Equal(0, _emulator.Log.Count("psn.refresh"));

        await AllCallAsync();
        AssertSpentOnceEach(1);

        // The service no longer takes the access token, before its time.
        _emulator.Psn.ExpireNow(PsnTokenKind.Access);
        await AllCallAsync();
        AssertSpentOnceEach(2);
        Assert.Empty(_emulator.Psn.RepeatedIds);
    }

    public ValueTask<Secret?> AskAsync(SignInChallenge challenge, CancellationToken whileShown) => new(new Secret(_emulator.Psn.NpssoOf("EmuTrophies")!));

    private async Task SignInAsync()
    {
        HostApplicationBuilder app = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true, EnvironmentName = Environments.Development });
        app.UseEmulator(_emulator);
        app.Services.AddSingleton<TimeProvider>(_clock);
        app.Services.AddGameAuth(static options => options.ApplicationName = "psn-host")
            .UseFileStore(_directory)
            .UseKey([.. Enumerable.Range(1, 32).Select(static i => (byte)i)])
            .AddPsn();
        using IHost host = app.Build();
        await host.StartAsync();
        await host.Services.GetRequiredService<IPsnAuth>().SignInAsync(PsnSignIn.Npsso(this)).WaitAsync(TimeSpan.FromSeconds(30));
        await host.StopAsync();
    }

    private async Task AllCallAsync()
    {
        Uri address = new(new Uri(_emulator.Configuration["GameAuth:Psn:Endpoints:api"]!), "/api/trophy/v1/users/me/trophySummary");
        string?[] ends = await Task.WhenAll(_processes.Select(process => process.RunAsync($"call 64 {address}")));
        Assert.All(ends, static end => Assert.Equal("done, Active", end));
    }

    /// <summary>As the service has seen it: so many refreshes, each with a token of its own, and none refused.</summary>
    private void AssertSpentOnceEach(int times)
    {
        IReadOnlyList<EmulatorEvent> events = _emulator.Log.Of("psn.refresh");
        Assert.Equal(times, events.Count);
        Assert.Equal(times, events.SelectMany(static one => one.Spent).Where(static one => one.Kind == "psn_refresh").Distinct().Count());
        Assert.All(events, static one => Assert.Equal(200, one.Status));
    }
}
