using System.Text;
using GameAuth.Storage;

namespace GameAuth.Psn.Tests.Grant;

/// <summary>The sign-in lasts as long as the service says, and nobody else ends it.</summary>
public class GrantTests
{
    private static readonly TimeSpan SignIn = TimeSpan.FromSeconds(5_183_999);

    [Fact]
    public async Task A_restart_prompts_nobody_and_needs_no_network()
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        await world.StopAsync();
        PsnAccount again = await world.SignInAsync(await world.StartAsync());
        Assert.Equal((me.Id, ScriptedService.OnlineId, ScriptedService.Player), (again.Id, again.OnlineId, again.Subject));
        Assert.Equal((0, 1), (world.Service.Sent.Count, world.Prompt.Asked));
    }

    [Fact]
    public async Task A_refresh_has_the_body_of_the_captures_and_each_token_request_a_correlation_id_of_its_own()
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync(await world.StartAsync());
        for (int i = 0; i < 3; i++)
        {
            world.Clock.Advance(TimeSpan.FromHours(2));
            await me.Trophies.GetSummaryAsync();
        }

        SentCall[] refreshes = [.. world.Service.Sent.Where(static call => call.Step == "refresh")];
        Assert.Equal(3, refreshes.Length);
        Assert.All(refreshes, static sent => Assert.Equal(["grant_type", "refresh_token", "scope", "token_format"], sent.Form.Keys.Order(StringComparer.Ordinal)));
        string[] cids = [.. world.Service.Sent.Where(static call => call.Step is "code" or "refresh").Select(static call => call.Headers["X-Psn-Correlation-Id"])];
        Assert.Equal(4, cids.Distinct(StringComparer.Ordinal).Count());
        Assert.All(cids, static cid => Assert.True(Guid.TryParse(cid, out _)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_end_is_absolute_and_no_refresh_moves_it(bool rotates)
    {
        await using PsnWorld world = new();
        world.Service.Rotates = rotates;
        DateTimeOffset end = world.Clock.GetUtcNow() + SignIn;
        PsnAccount me = await world.SignInAsync();
        Assert.Equal(end, me.SignInExpiresAt);
        world.Clock.Advance(TimeSpan.FromDays(20));
        await me.Trophies.GetSummaryAsync();
        Assert.Equal(1, world.Service.Count("refresh"));
        Assert.Equal(end, me.SignInExpiresAt);
    }

    [Fact]
    public async Task A_refresh_that_does_not_say_leaves_the_end_as_it_was()
    {
        await using PsnWorld world = new();
        DateTimeOffset end = world.Clock.GetUtcNow() + SignIn;
        PsnAccount me = await world.SignInAsync();
        world.Service.TellsEnd = false;
        world.Clock.Advance(TimeSpan.FromDays(1));
        await me.Trophies.GetSummaryAsync();
        Assert.Equal(end, me.SignInExpiresAt);
    }

    [Fact]
    public async Task A_sign_in_that_does_not_say_leaves_the_end_unknown()
    {
        await using PsnWorld world = new();
        world.Service.TellsEnd = false;
        Assert.Null((await world.SignInAsync()).SignInExpiresAt);
    }

    [Fact]
    public async Task A_life_of_ten_days_is_told_as_such()
    {
        await using PsnWorld world = new();
        world.Service.SignInLifetime = TimeSpan.FromSeconds(863_999);
        DateTimeOffset end = world.Clock.GetUtcNow() + TimeSpan.FromSeconds(863_999);
        Assert.Equal(end, (await world.SignInAsync()).SignInExpiresAt);
    }

    [Fact]
    public async Task Without_a_refresh_token_the_sign_in_ends_with_the_access_token()
    {
        await using PsnWorld world = new();
        world.Service.HasRefreshTokens = false;
        DateTimeOffset end = world.Clock.GetUtcNow() + TimeSpan.FromHours(1);
        PsnAccount me = await world.SignInAsync();
        Assert.Equal(end, me.SignInExpiresAt);
        world.Clock.Advance(TimeSpan.FromHours(2));
        SignInRequiredException over = await Assert.ThrowsAsync<SignInRequiredException>(() => me.Trophies.GetSummaryAsync());
        Assert.Equal((SignInReason.Expired, 0), (over.Reason, world.Service.Count("refresh")));
    }

    [Fact]
    public async Task A_refresh_without_a_refresh_token_leaves_the_older_one()
    {
        await using PsnWorld world = new();
        world.Service.Rotates = false;
        PsnAccount me = await world.SignInAsync();
        world.Service.HasRefreshTokens = false;
        for (int i = 0; i < 2; i++)
        {
            world.Clock.Advance(TimeSpan.FromHours(2));
            await me.Trophies.GetSummaryAsync();
        }

        Assert.Equal(2, world.Service.Count("refresh"));
    }

    [Fact]
    public async Task A_network_fault_or_a_page_loses_no_sign_in()
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        world.Clock.Advance(TimeSpan.FromHours(2));
        world.Service.Next("refresh", ScriptedAnswer.Unreachable, times: 3);
        await world.FailureAsync(me.Trophies.GetSummaryAsync());
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        world.Service.Forget("refresh");
        world.Service.Next("refresh", static () => ScriptedAnswer.Page(500));
        await world.FailureAsync(me.Trophies.GetSummaryAsync());
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal((AccountStatus.Active, 412), (me.Status, (await me.Trophies.GetSummaryAsync()).Level));
        Assert.Equal(1, world.Prompt.Asked);
    }

    [Fact]
    public async Task A_refresh_that_fails_later_in_the_same_start_loses_nothing_of_the_one_before()
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        world.Clock.Advance(TimeSpan.FromHours(2));
        await me.Trophies.GetSummaryAsync();
        world.Clock.Advance(TimeSpan.FromHours(2));
        world.Service.Next("refresh", static () => ScriptedAnswer.Json(500, "{}"), times: 3);
        await world.FailureAsync(me.Trophies.GetSummaryAsync());
        world.Service.Forget("refresh");
        await world.StopAsync();
        PsnAccount again = await world.SignInAsync(await world.StartAsync());

        // The ten seconds between two refreshes are kept over the restart.
        await world.WalkAsync(again.Trophies.GetSummaryAsync());
        Assert.Equal(1, world.Prompt.Asked);
    }

    [Fact]
    public async Task Ten_callers_of_two_processes_refresh_once()
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        PsnAccount other = (await (await world.StartAsync()).FindAsync())!;
        world.Clock.Advance(TimeSpan.FromHours(2));
        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Task.Run(() => (i % 2 == 0 ? me : other).Trophies.GetSummaryAsync())));
        Assert.Equal(1, world.Service.Count("refresh"));
    }

    [Fact]
    public async Task Nothing_in_the_store_can_be_read_without_its_key()
    {
        await using PsnWorld world = new();
        await world.SignInAsync();
        string[] secrets = [.. world.Service.Secrets, ScriptedService.ClientSecret];
        await foreach (StoredRow row in world.Store.ListAsync(partition: null, CancellationToken.None))
        {
            string text = Encoding.Latin1.GetString(row.Row.Value.Span);
            Assert.All(secrets, secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_grant_of_another_client_id_is_not_presented()
    {
        await using PsnWorld world = new();
        await world.SignInAsync();
        await world.StopAsync();
        world.Options = static options => options.ClientId = "another-client";
        PsnAccount me = (await (await world.StartAsync()).FindAsync())!;
        world.Clock.Advance(TimeSpan.FromHours(2));
        SignInRequiredException error = await Assert.ThrowsAsync<SignInRequiredException>(() => me.Trophies.GetSummaryAsync());
        Assert.Equal((SignInReason.OtherClientId, 0), (error.Reason, world.Service.Count("refresh")));
    }
}
