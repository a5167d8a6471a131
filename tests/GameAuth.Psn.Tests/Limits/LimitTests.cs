using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Psn.Tests.Limits;

/// <summary>The limits that players report, kept over restarts, and the page of the edge, which holds everything.</summary>
public class LimitTests
{
    [Fact]
    public async Task An_account_has_300_requests_in_15_minutes_and_waits_for_the_next_one()
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        await ReadAsync(me, times: 298);
        DateTimeOffset first = world.Clock.GetUtcNow();
        Task<PsnTrophySummary> next = me.Trophies.GetSummaryAsync();
        await ProviderContract.ProviderHarness.UntilAsync(() => next.IsCompleted || world.Clock.NextTimer is not null);
        Assert.False(next.IsCompleted);
        Assert.Equal(298, world.Service.Count("summary"));
        world.Clock.Advance(TimeSpan.FromMinutes(15));
        await world.WalkAsync(next);
        Assert.Equal(first + TimeSpan.FromMinutes(15), world.Service.Last("summary").At);
    }

    [Fact]
    public async Task The_300_are_counted_over_a_restart()
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        await ReadAsync(me, times: 298);
        await world.StopAsync();
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        PsnAccount again = (await (await world.StartAsync()).FindAsync())!;
        Task<PsnTrophySummary> next = again.Trophies.GetSummaryAsync();
        await ProviderContract.ProviderHarness.UntilAsync(() => next.IsCompleted || world.Clock.NextTimer is not null);
        Assert.False(next.IsCompleted);
        world.Clock.Advance(TimeSpan.FromMinutes(15));
        await world.WalkAsync(next);
        Assert.Equal(299, world.Service.Count("summary"));
    }

    [Fact]
    public async Task Two_refreshes_are_ten_seconds_apart_also_over_a_restart()
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        world.Clock.Advance(TimeSpan.FromHours(2));
        await me.Trophies.GetSummaryAsync();
        await world.StopAsync();
        world.Service.RefuseAccess();
        PsnAccount again = (await (await world.StartAsync()).FindAsync())!;
        await world.WalkAsync(again.Trophies.GetSummaryAsync());
        DateTimeOffset[] at = [.. world.Service.Sent.Where(static call => call.Step == "refresh").Select(static call => call.At)];
        Assert.Equal(2, at.Length);
        Assert.InRange(at[1] - at[0], TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(11));
    }

    [Fact]
    public async Task A_429_is_waited_out_until_the_time_that_its_header_names()
    {
        await using PsnWorld world = new() { SafeRetries = 2 };
        PsnAccount me = await world.SignInAsync();
        DateTimeOffset until = world.Clock.GetUtcNow() + TimeSpan.FromMinutes(7);
        world.Service.Next("summary", () => ScriptedAnswer.Json(
            429, """{"error":{"code":2122251,"message":"Rate limit exceeded"}}""", ("X-RateLimit-Next-Available", until.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture))));
        ThrottledException error = Assert.IsType<ThrottledException>(await world.FailureAsync(me.Trophies.GetSummaryAsync()));
        Assert.InRange(error.RetryAt, until - TimeSpan.FromSeconds(1), until + TimeSpan.FromSeconds(3));
        Assert.True(error.WasSent);
        Task<PsnTrophySummary> next = me.Trophies.GetSummaryAsync();
        world.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(1, world.Service.Count("summary"));
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await world.WalkAsync(next);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_429_without_a_time_holds_the_account_for_a_minute_in_html_too(bool isPage)
    {
        await using PsnWorld world = new() { SafeRetries = 2 };
        PsnAccount me = await world.SignInAsync();
        world.Service.Next("summary", () => isPage ? ScriptedAnswer.Page(429) : ScriptedAnswer.Json(429, "{}"));
        ThrottledException error = Assert.IsType<ThrottledException>(await world.FailureAsync(me.Trophies.GetSummaryAsync()));
        Assert.InRange(error.RetryAt - world.Clock.GetUtcNow(), TimeSpan.FromSeconds(59), TimeSpan.FromSeconds(64));
        Assert.Equal(1, world.Service.Count("summary"));
    }

    [Fact]
    public async Task A_page_of_the_edge_holds_every_request_of_every_account_and_every_sign_in()
    {
        await using PsnWorld world = new() { SafeRetries = 2 };
        IPsnAuth psn = await world.StartAsync();
        PsnAccount me = await world.SignInAsync(psn);
        world.Service.SignsIn = ScriptedReads.Friend;
        PsnAccount other = await psn.AddAccountAsync(PsnSignIn.Browser(world.Prompt));
        world.Service.Clear();
        world.Service.Next("summary", static () => ScriptedAnswer.Page(403));
        DateTimeOffset now = world.Clock.GetUtcNow();
        ThrottledException error = Assert.IsType<ThrottledException>(await world.FailureAsync(me.Trophies.GetSummaryAsync()));
        Assert.Equal((now + TimeSpan.FromMinutes(30), true), (error.RetryAt, error.WasSent));
        Assert.DoesNotContain("Access Denied", error.Message, StringComparison.Ordinal);
        Assert.False(Assert.IsType<ThrottledException>(await world.FailureAsync(other.Presence.GetAsync())).WasSent);
        Assert.IsType<ThrottledException>(await world.FailureAsync(psn.AddAccountAsync(PsnSignIn.Npsso(world.Prompt))));
        using HttpClient client = me.CreateClient();
        Assert.IsType<ThrottledException>(await world.FailureAsync(client.GetAsync(new Uri("https://m.np.playstation.com/x"))));
        Assert.Single(world.Service.Sent);
        world.Clock.Advance(TimeSpan.FromMinutes(31));
        Assert.Equal(412, (await me.Trophies.GetSummaryAsync()).Level);
    }

    [Fact]
    public async Task Its_hold_doubles_up_to_12_hours_while_the_page_is_there_and_begins_anew_when_it_was_gone()
    {
        await using PsnWorld world = new();
        world.Service.AccessLifetime = TimeSpan.FromDays(10); // a refresh that succeeds would be an answer too
        PsnAccount me = await world.SignInAsync();
        using HttpClient client = me.CreateClient();
        foreach (double minutes in (double[])[30, 60, 120, 240, 480, 720, 720])
        {
            world.Service.Next("unknown", static () => ScriptedAnswer.Page(403));
            using HttpResponseMessage page = await client.GetAsync(new Uri("https://m.np.playstation.com/x"));
            Assert.Equal(403, (int)page.StatusCode);
            Assert.Equal(minutes, (Assert.IsType<ThrottledException>(await world.FailureAsync(client.GetAsync(new Uri("https://m.np.playstation.com/x")))).RetryAt - world.Clock.GetUtcNow()).TotalMinutes);
            world.Clock.Advance(TimeSpan.FromMinutes(minutes + 1));
        }

        await me.Trophies.GetSummaryAsync();
        world.Service.Next("unknown", static () => ScriptedAnswer.Page(403));
        using HttpResponseMessage again = await client.GetAsync(new Uri("https://m.np.playstation.com/x"));
        Assert.Equal(30, (Assert.IsType<ThrottledException>(await world.FailureAsync(client.GetAsync(new Uri("https://m.np.playstation.com/x")))).RetryAt - world.Clock.GetUtcNow()).TotalMinutes);
    }

    [Fact]
    public async Task Its_hold_outlives_the_process()
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        world.Service.Next("summary", static () => ScriptedAnswer.Page(403));
        await world.FailureAsync(me.Trophies.GetSummaryAsync());
        await world.StopAsync();
        PsnAccount again = (await (await world.StartAsync()).FindAsync())!;
        ThrottledException held = Assert.IsType<ThrottledException>(await world.FailureAsync(again.Trophies.GetSummaryAsync()));
        Assert.Equal((false, 1), (held.WasSent, world.Service.Count("summary")));
    }

    [Theory]
    [InlineData("refresh")]
    [InlineData("code")]
    public async Task At_the_sign_in_host_it_holds_too_and_ends_no_sign_in(string step)
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        world.Clock.Advance(TimeSpan.FromHours(2));
        world.Service.Next(step, static () => ScriptedAnswer.Page(403));
        IPsnAuth psn = world.Host.Services.GetRequiredService<IPsnAuth>();
        await world.FailureAsync(step == "code" ? psn.AddAccountAsync(PsnSignIn.Browser(world.Prompt)) : me.Trophies.GetSummaryAsync());
        Assert.False(Assert.IsType<ThrottledException>(await world.FailureAsync(me.Trophies.GetSummaryAsync())).WasSent);
        Assert.Equal(0, world.Service.Count("summary"));
        world.Clock.Advance(TimeSpan.FromMinutes(31));
        Assert.Equal((412, AccountStatus.Active), ((await me.Trophies.GetSummaryAsync()).Level, me.Status));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_429_of_the_authorize_page_holds_sign_ins_for_a_minute_and_no_reads(bool isPage)
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        IPsnAuth psn = world.Host.Services.GetRequiredService<IPsnAuth>();
        world.Service.Next("authorize", () => isPage ? ScriptedAnswer.Page(429) : ScriptedAnswer.Json(429, ""));
        ThrottledException error = Assert.IsType<ThrottledException>(await world.FailureAsync(psn.AddAccountAsync(PsnSignIn.Npsso(world.Prompt))));
        Assert.InRange(error.RetryAt - world.Clock.GetUtcNow(), TimeSpan.FromSeconds(59), TimeSpan.FromSeconds(64));
        Assert.False(Assert.IsType<ThrottledException>(await world.FailureAsync(psn.AddAccountAsync(PsnSignIn.Npsso(world.Prompt)))).WasSent);
        Assert.Equal(412, (await me.Trophies.GetSummaryAsync()).Level);
        Assert.Equal(1, world.Service.Count("authorize"));
    }

    [Fact]
    public async Task A_full_window_of_reads_holds_no_refresh_back()
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        world.Clock.Advance(TimeSpan.FromMinutes(50));
        await ReadAsync(me, times: 300);
        world.Clock.Advance(TimeSpan.FromMinutes(11));
        PsnProvider psn = (PsnProvider)world.Host.Services.GetRequiredService<IPsnAuth>();
        await me.GetTokenAsync(psn.Grants);
        Assert.Equal((300, 1), (world.Service.Count("summary"), world.Service.Count("refresh")));
    }

    [Fact]
    public async Task A_403_of_the_api_holds_nothing()
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        world.Service.Next("summary", static () => ScriptedAnswer.Json(403, """{"error":{"code":2281486,"message":"Not permitted by access control"}}"""));
        await world.FailureAsync(me.Trophies.GetSummaryAsync());
        Assert.Equal(412, (await me.Trophies.GetSummaryAsync()).Level);
    }

    private static async Task ReadAsync(PsnAccount me, int times)
    {
        for (int i = 0; i < times; i++)
        {
            await me.Trophies.GetSummaryAsync();
        }
    }
}
