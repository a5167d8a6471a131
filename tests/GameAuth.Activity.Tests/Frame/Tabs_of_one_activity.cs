using System.Text.Json.Nodes;
using GameAuth.Activity.Tests.World;
using GameAuth.Server;

namespace GameAuth.Activity.Tests.Frame;

/// <summary>Two tabs of one Activity in Chromium, at one node of the backend or at one each.</summary>
public sealed class Tabs_of_one_activity
{
    private const string Refresh = "/api/auth/refresh";
    private const string NoLocks = "Object.defineProperty(Navigator.prototype, 'locks', { value: undefined })";

    /// <summary>A tab that waits for another one's lock for a moment, and not for 15 seconds.</summary>
    private const string ShortPatience = "{ const real = setTimeout; window.setTimeout = (work, delay) => real(work, delay === 15000 ? 100 : delay) }";

    /// <summary>The time of the page, which a test sets forward.</summary>
    private const string ShiftedClock = "{ const real = Date.now; window.shift = 0; Date.now = () => real() + window.shift }";

    private const string NoDatabase = "IDBFactory.prototype.open = () => { throw new DOMException('refused', 'SecurityError') }";

    [ActivityTheory]
    [InlineData(true, 1)]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    [InlineData(false, 2)]
    public async Task Refresh_at_once_and_stay_signed_in(bool hasLocks, int nodes)
    {
        await using ActivityWorld world = await ActivityWorld.StartAsync(new BackendSettings { Nodes = nodes });
        string subject = world.Emulator.Discord.IdOf("emunova");
        (Tab first, Tab second) = await world.OpenTwoAsync(hasLocks ? "" : NoLocks);
        Assert.Equal(hasLocks, (bool)(await first.EvaluateAsync("navigator.locks !== undefined"))!);

        // A tab refreshes four times a minute at most, by the browser's time, and the second one has begun with two.
        for (int round = 0; round < 2; round++)
        {
            // Without locks both requests are under way before one is answered.
            world.Settings.Traffic.HoldUntilThereAre(hasLocks ? 1 : 2, Refresh);
            int asked = world.CountOf(Refresh);
            world.EndAccessTokens();
            JsonNode?[] both = await Task.WhenAll(MeAsync(world, first, 0), MeAsync(world, second, 1));
            Assert.All(both, answer => Assert.Equal($"200 {subject}", (string?)answer));
            Assert.Equal(asked + 2, world.CountOf(Refresh));
        }

        Assert.Equal(hasLocks ? 1 : 2, world.Settings.Traffic.MostOf(Refresh));
        foreach (Tab tab in (Tab[])[first, second]) { Assert.Equal("signed-in", (string?)await tab.EvaluateAsync("auth.state().status")); }
        SessionView session = Assert.Single(await world.Backend.Sessions.ListAsync(subject));
        Assert.Equal((true, RefreshTokenStatus.Active), (session.IsLive, session.Status));

        // What the jar holds is the newest token: a reload goes on with it.
        await first.ReloadAsync();
        Assert.Equal($"200 {subject}", (string?)await MeAsync(world, first, 0));
        await LeakSearch.FindsNothingAsync(world, first, second);
    }

    /// <summary>What one node was told is known at the other.</summary>
    [ActivityFact]
    public async Task Are_both_signed_out_by_one_also_at_the_other_node()
    {
        await using ActivityWorld world = await ActivityWorld.StartAsync(new BackendSettings { Nodes = 2 });
        (Tab first, Tab second) = await world.OpenTwoAsync();
        string[] tokens = [.. world.Nodes[1].Secrets.Where(static one => one.StartsWith("ey", StringComparison.Ordinal))];
        Assert.NotEmpty(tokens);
        foreach (string token in tokens) { Assert.True(await world.Nodes[1].TakesAsync(token)); }
        Assert.Equal("done", (string?)await first.EvaluateAsync("outcome(auth.logout())"));
        Assert.Equal(1, world.Nodes[0].CountOf("/api/auth/logout"));
        await second.UntilAsync("auth.state().reason === 'logout'");
        int asked = world.CountOf("/api/me");
        Assert.Equal("sign_in_required", (string?)await MeAsync(world, second, 1));
        Assert.Equal(asked, world.CountOf("/api/me"));
        foreach (string token in tokens) { await ActivityWorld.UntilAsync(async () => !await world.Nodes[1].TakesAsync(token)); }

        await second.ReloadAsync();
        Assert.False((bool)(await second.EvaluateAsync("auth.resume()"))!);
    }

    [ActivityFact]
    public async Task Are_offline_and_back()
    {
        await using ActivityWorld world = await ActivityWorld.StartAsync();
        string subject = world.Emulator.Discord.IdOf("emunova");
        Tab tab = await world.OpenSignedInAsync(ShiftedClock);

        // Back before the last try: the request that began offline is answered.
        await OfflineAsync(tab, true);
        await tab.EvaluateAsync($"void (window.shift += {TimeSpan.FromMinutes(16).TotalMilliseconds})");
        int asked = world.CountOf(Refresh);
        int tries = TriesOf(world);
        Task<JsonNode?> waiting = tab.EvaluateAsync("me('/api/me')");
        await ActivityWorld.UntilAsync(() => ValueTask.FromResult(TriesOf(world) > tries));
        await OfflineAsync(tab, false);
        Assert.Equal($"200 {subject}", (string?)await waiting);
        Assert.Equal(asked + 1, world.CountOf(Refresh));

        // Not back in time: an error that says so, and the session stands.
        await OfflineAsync(tab, true);
        await tab.EvaluateAsync($"void (window.shift += {TimeSpan.FromMinutes(16).TotalMilliseconds})");
        Assert.Equal("unreachable", (string?)await tab.EvaluateAsync("me('/api/me')"));
        Assert.Equal("resting", (string?)await tab.EvaluateAsync("me('/api/me')"));
        Assert.Equal("signed-in", (string?)await tab.EvaluateAsync("auth.state().status"));
        Assert.Equal(asked + 1, world.CountOf(Refresh));
        await OfflineAsync(tab, false);
        await tab.EvaluateAsync($"void (window.shift += {TimeSpan.FromMinutes(1).TotalMilliseconds})");
        Assert.Equal($"200 {subject}", (string?)await tab.EvaluateAsync("me('/api/me')"));
        Assert.DoesNotContain("signed-out", (await tab.EvaluateAsync("states"))!.ToJsonString(), StringComparison.Ordinal);
        await LeakSearch.FindsNothingAsync(world, tab);
    }

    [ActivityFact]
    public async Task Keep_the_key_in_memory_where_the_browser_refuses_indexeddb()
    {
        await using ActivityWorld world = await ActivityWorld.StartAsync();
        string subject = world.Emulator.Discord.IdOf("emunova");
        Tab tab = await world.OpenSignedInAsync(NoDatabase);
        Assert.Equal("[]", (await tab.EvaluateAsync("indexedDB.databases()"))!.ToJsonString());
        world.EndAccessTokens();
        Assert.Equal($"200 {subject}", (string?)await tab.EvaluateAsync("me('/api/me')"));
        Assert.Equal(200, world.Backend.LastOf(Refresh).Status);

        // A reload has another key, which is not the session's: it signs in again.
        await tab.ReloadAsync();
        Assert.False((bool)(await tab.EvaluateAsync("auth.resume()"))!);
        Assert.NotNull(world.Backend.LastOf(Refresh).Cookie);
        Assert.Equal("emunova", (string?)await tab.EvaluateAsync("auth.signIn().then(({ user }) => user.username)"));
        Assert.Equal($"200 {subject}", (string?)await tab.EvaluateAsync("me('/api/me')"));
    }

    /// <summary>The tab holds the lock, and its refresh is done at the server, when the browser freezes it.</summary>
    [ActivityFact]
    public async Task Go_on_beside_one_that_is_frozen_and_it_goes_on_when_it_wakes()
    {
        await using ActivityWorld world = await ActivityWorld.StartAsync();
        string subject = world.Emulator.Discord.IdOf("emunova");
        Tab frozen = await world.OpenSignedInAsync();
        Tab other = await world.OpenAsync(frameScript: ShortPatience);
        Assert.True((bool)(await other.EvaluateAsync("auth.resume()"))!);
        world.EndAccessTokens();

        TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int held = 0;
        world.Settings.Traffic.Hold(Refresh, () =>
        {
            if (Interlocked.Increment(ref held) > 1) { return Task.CompletedTask; }
            arrived.SetResult();
            return answer.Task;
        });
        await frozen.EvaluateAsync("void (window.waiting = me('/api/me'))");
        await arrived.Task;
        await frozen.FreezeAsync(true);
        answer.SetResult();
        Assert.Equal($"200 {subject}", (string?)await other.EvaluateAsync("me('/api/me')"));

        // It wakes, and has its answer. Later both refresh again.
        await frozen.FreezeAsync(false);
        Assert.Equal($"200 {subject}", (string?)await frozen.EvaluateAsync("waiting"));
        world.EndAccessTokens();
        foreach (Tab tab in (Tab[])[frozen, other])
        {
            Assert.Equal($"200 {subject}", (string?)await tab.EvaluateAsync("me('/api/me')"));
            Assert.Equal("signed-in", (string?)await tab.EvaluateAsync("auth.state().status"));
        }

        // It is frozen again, and the other signs out: it hears of that when it wakes.
        await frozen.FreezeAsync(true);
        Assert.Equal("done", (string?)await other.EvaluateAsync("outcome(auth.logout())"));
        await frozen.FreezeAsync(false);
        await frozen.UntilAsync("auth.state().reason === 'logout'");
        Assert.Equal("sign_in_required", (string?)await frozen.EvaluateAsync("me('/api/me')"));
        await LeakSearch.FindsNothingAsync(world, frozen, other);
    }

    private static Task<JsonNode?> MeAsync(ActivityWorld world, Tab tab, int node) => tab.EvaluateAsync($"me('{(world.Nodes.Count > 1 ? $"/{(char)('a' + node)}" : "")}/api/me')");

    /// <summary>How often the browser has tried to refresh.</summary>
    private static int TriesOf(ActivityWorld world) => world.Browser.Addresses.Count(static address => address.EndsWith(Refresh, StringComparison.Ordinal));

    private static Task OfflineAsync(Tab tab, bool isOffline) => tab.SendToFrameAsync(
        "Network.emulateNetworkConditions", new JsonObject { ["offline"] = isOffline, ["latency"] = 0, ["downloadThroughput"] = -1, ["uploadThroughput"] = -1 });
}
