using GameAuth.ProviderContract;
using GameAuth.Providers;
using GameAuth.Tests.Engine;
using GameAuth.Toy;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GameAuth.Tests.Diagnostics;

/// <summary>What an operator sees at the level of Information: one line for each thing that happened, and none for what follows from it.</summary>
public sealed class LogLineTests : EngineTest
{
    private readonly LineRecorder _lines = new();

    [Fact]
    public async Task Signed_in_renewed_and_signed_out_are_one_line_each()
    {
        ToyAccount account = await SignInAsync(await StartAsync());
        Assert.Equal([$"{account.Id}: signed in."], Lines("signed in"));
        Harness.ExpireLeafAndGrant();
        await account.GetSessionAsync();
        Assert.Equal([$"{account.Id}: the sign-in was renewed."], Lines("renewed"));
        await account.SignOutAsync();
        Assert.Equal([$"{account.Id}: signed out (by another process: False)."], Lines("signed out"));
    }

    [Fact]
    public async Task A_refused_refresh_is_told_once()
    {
        ToyAccount account = await SignInAsync(await StartAsync());
        Harness.EndGrant();
        Harness.ExpireLeafAndGrant();
        await Assert.ThrowsAsync<SignInRequiredException>(async () => await account.GetSessionAsync());
        await Assert.ThrowsAsync<SignInRequiredException>(async () => await account.GetSessionAsync());
        Assert.Contains("Revoked", Assert.Single(_lines.Of(LogLevel.Warning)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wait_for_a_permit_of_more_than_a_second_is_told_while_it_lasts()
    {
        Harness.Configure = static options => options.RateLimitScope = "toy/api";
        ContractHost host = await StartAsync(static gameAuth => gameAuth.AddPaceRules(new PaceRule("toy/*", new PaceWindow(2, TimeSpan.FromSeconds(15)))));
        IRequestPacer pacer = host.Services.GetRequiredService<IRequestPacer>();
        for (int i = 0; i < 2; i++)
        {
            using IPacePermit free = await pacer.AcquireAsync(new PaceRequest(["toy/api"]), CancellationToken.None);
        }

        Assert.Empty(Lines("permit"));
        Task<IPacePermit> waiting = pacer.AcquireAsync(new PaceRequest(["toy/api"]), CancellationToken.None).AsTask();
        Assert.Equal(["A request waits 15 s for its permit: toy/* (2 per 15 s)."], Lines("permit"));
        Harness.Clock.Advance(TimeSpan.FromSeconds(15));
        using IPacePermit permit = await waiting;
        Assert.Single(Lines("permit"));
    }

    [Fact]
    public async Task A_wait_that_became_longer_than_it_began_is_told_at_its_end()
    {
        ContractHost host = await StartAsync(static gameAuth => gameAuth.AddPaceRules(new PaceRule("toy/*", new PaceWindow(1, TimeSpan.FromSeconds(0.5)))));
        IRequestPacer pacer = host.Services.GetRequiredService<IRequestPacer>();
        using IPacePermit free = await pacer.AcquireAsync(new PaceRequest(["toy/api"]), CancellationToken.None);
        Task<IPacePermit> waiting = pacer.AcquireAsync(new PaceRequest(["toy/api"]), CancellationToken.None).AsTask();
        pacer.Freeze("toy/api", Harness.Clock.GetUtcNow().AddSeconds(20));
        Assert.Empty(Lines("permit"));
        await ProviderHarness.UntilAsync(() => Harness.Clock.HasTimer(TimeSpan.FromSeconds(20)));
        Harness.Clock.Advance(TimeSpan.FromSeconds(20));
        using IPacePermit permit = await waiting;
        Assert.Equal(["A request waits 20 s for its permit: toy/* (1 per 0.5 s)."], Lines("permit"));
    }

    [Fact]
    public async Task A_host_that_is_disposed_without_being_stopped_warns_of_nothing()
    {
        HostApplicationBuilder app = Host.CreateEmptyApplicationBuilder(settings: null);
        app.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(_lines);
        app.Services.AddSingleton<TimeProvider>(Harness.Clock);
        app.Services.AddGameAuth(static options => options.ApplicationName = "tests").UseMemoryStore().UseKey([.. Enumerable.Range(1, 32).Select(static i => (byte)i)]).KeepAlive()
            .AddToy(static options => options.ClientId = "tests");
        IHost host = app.Build();
        await host.StartAsync();
        host.Dispose();
        for (int second = 0; second < 5; second++)
        {
            Harness.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Empty(_lines.Of(LogLevel.Warning).Concat(_lines.Of(LogLevel.Error)));
    }

    private Task<ContractHost> StartAsync(Action<GameAuthBuilder>? configure = null) => HostAsync(gameAuth =>
    {
        gameAuth.Services.AddLogging(logging => logging.AddProvider(_lines));
        configure?.Invoke(gameAuth);
    });

    private List<string> Lines(string words) => [.. _lines.Of(LogLevel.Information).Where(line => line.Contains(words, StringComparison.Ordinal))];
}
