using System.Text;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Hytale.Tests.SignIns;

/// <summary>Sign-ins whose code the caller keeps, in both dialects: what a panel or a gateway makes of them.</summary>
public class DeviceCodeTests
{
    [Theory]
    [InlineData(HytaleDialect.Direct)]
    [InlineData(HytaleDialect.Gateway)]
    public async Task A_code_is_gone_on_with_in_another_process_and_yields_an_account(HytaleDialect dialect)
    {
        await using HytaleWorld world = new(dialect);
        world.Service.Pending = 1;
        HytaleDeviceCode code = await (await world.StartAsync()).RequestDeviceCodeAsync();
        Assert.Equal(("AB12-CD34", "https://accounts.hytale.com/device", 1800d, 5d), (code.UserCode, code.Page.AbsoluteUri, code.ExpiresIn.TotalSeconds, code.Interval.TotalSeconds));
        byte[] kept = code.Export();
        await world.KillAsync();

        IHytaleAuth other = await world.StartAsync();
        code = HytaleDeviceCode.Import(kept);
        world.Clock.Advance(TimeSpan.FromSeconds(5));
        HytaleDevicePoll first = await other.PollAsync(code);
        Assert.Equal((HytaleDevicePollStatus.Pending, world.Clock.GetUtcNow().AddSeconds(5), null), (first.Status, first.Code.NextPollAt, first.Account));
        world.Clock.Advance(TimeSpan.FromSeconds(5));
        HytaleDevicePoll second = await other.PollAsync(HytaleDeviceCode.Import(first.Code.Export()));
        Assert.Equal((HytaleDevicePollStatus.Approved, ScriptedService.Owner.ToString()), (second.Status, second.Account!.Subject));
        Assert.Equal(2, (await second.Account.GetProfilesAsync()).Count);
        Assert.Equal((1, 2), (world.Service.Count("device-code"), world.Service.Count("poll")));
    }

    [Fact]
    public async Task A_poll_that_comes_too_early_or_too_late_is_answered_here()
    {
        await using HytaleWorld world = new();
        IHytaleAuth hytale = await world.StartAsync();
        HytaleDeviceCode code = await hytale.RequestDeviceCodeAsync();
        world.Clock.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Equal(HytaleDevicePollStatus.Pending, (await hytale.PollAsync(code)).Status);
        world.Clock.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal(HytaleDevicePollStatus.Expired, (await hytale.PollAsync(code)).Status);
        Assert.Equal(0, world.Service.Count("poll"));
    }

    [Fact]
    public async Task Slow_down_and_failures_of_the_service_make_the_next_poll_later()
    {
        await using HytaleWorld world = new();
        IHytaleAuth hytale = await world.StartAsync();
        HytaleDeviceCode code = await hytale.RequestDeviceCodeAsync();
        world.Service.Next("poll", static () => ScriptedAnswer.Json(400, """{"error":"slow_down"}"""));
        Assert.Equal(10, (await NextAsync()).TotalSeconds);
        world.Service.Next("poll", static () => ScriptedAnswer.Text(503, "down"));
        Assert.Equal(20, (await NextAsync()).TotalSeconds);
        world.Service.Next("poll", ScriptedAnswer.Lost);
        Assert.Equal(40, (await NextAsync()).TotalSeconds);
        world.Service.Next("poll", static () => ScriptedAnswer.Json(400, """{"error":"authorization_pending"}"""));
        Assert.Equal(10, (await NextAsync()).TotalSeconds);

        async Task<TimeSpan> NextAsync()
        {
            world.Clock.Advance(code.NextPollAt - world.Clock.GetUtcNow());
            HytaleDevicePoll poll = await hytale.PollAsync(code);
            Assert.Equal(HytaleDevicePollStatus.Pending, poll.Status);
            code = HytaleDeviceCode.Import(poll.Code.Export());
            return code.NextPollAt - world.Clock.GetUtcNow();
        }
    }

    [Fact]
    public async Task Each_code_has_a_limit_of_its_own_and_one_that_is_reached_is_a_wait()
    {
        await using HytaleWorld world = new();
        world.Service.Pending = 1000;
        IHytaleAuth hytale = await world.StartAsync();
        HytaleDeviceCode busy = await hytale.RequestDeviceCodeAsync();
        HytaleDeviceCode other = await hytale.RequestDeviceCodeAsync();
        DateTimeOffset start = world.Clock.GetUtcNow();
        for (int i = 0; i < 11; i++)
        {
            world.Clock.Advance(busy.NextPollAt - world.Clock.GetUtcNow());
            busy = (await hytale.PollAsync(busy)).Code;
        }

        Assert.Equal(10, world.Service.Count("poll"));
        Assert.InRange(busy.NextPollAt - start, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5.2));
        Assert.Equal(HytaleDevicePollStatus.Pending, (await hytale.PollAsync(other)).Status);
        Assert.Equal(11, world.Service.Count("poll"));
    }

    [Fact]
    public async Task One_budget_takes_the_place_of_the_documented_limits_where_many_owners_are_served()
    {
        await using HytaleWorld world = new() { Options = static options => options.EgressBudget = true };
        IHytaleAuth hytale = await world.StartAsync();
        for (int i = 0; i < 20; i++)
        {
            await hytale.RequestDeviceCodeAsync();
        }

        Assert.Equal(20, world.Service.Count("device-code"));
    }

    [Fact]
    public async Task The_same_owner_again_is_the_same_account_and_another_default_is_not_made()
    {
        await using HytaleWorld world = new();
        HytaleAccount me = await world.SignInAsync();
        world.Service.RefuseAccess();
        world.Service.RefuseRefresh();
        await Assert.ThrowsAsync<SignInRequiredException>(() => me.GetProfilesAsync());
        IHytaleAuth hytale = world.Host.Services.GetRequiredService<IHytaleAuth>();
        HytaleDevicePoll poll = await PollAsync(world, hytale, await hytale.RequestDeviceCodeAsync());
        Assert.Equal((me.Id, AccountStatus.Active), (poll.Account!.Id, poll.Account.Status));
        Assert.Equal(2, (await me.GetProfilesAsync()).Count);
    }

    [Theory]
    [InlineData("access_denied", HytaleDevicePollStatus.Declined)]
    [InlineData("expired_token", HytaleDevicePollStatus.Expired)]
    [InlineData("invalid_grant", HytaleDevicePollStatus.Expired)]
    public async Task A_word_that_ends_the_sign_in_ends_it(string word, HytaleDevicePollStatus status)
    {
        await using HytaleWorld world = new();
        IHytaleAuth hytale = await world.StartAsync();
        world.Service.Next("poll", () => ScriptedAnswer.Json(400, $$"""{"error":"{{word}}"}"""));
        Assert.Equal(status, (await PollAsync(world, hytale, await hytale.RequestDeviceCodeAsync())).Status);
        await foreach (HytaleAccount account in hytale.ListAsync())
        {
            Assert.Fail($"{account} was made");
        }
    }

    [Fact]
    public async Task A_service_that_can_not_say_whose_grant_it_is_is_asked_again_in_another_process_and_the_code_is_not_spent_twice()
    {
        await using HytaleWorld world = new();
        IHytaleAuth hytale = await world.StartAsync();
        world.Service.Next("profiles", static () => ScriptedAnswer.Text(503, "down"), times: 3);
        Task<HytaleDevicePoll> polling = PollAsync(world, hytale, await hytale.RequestDeviceCodeAsync());
        await world.PassAsync(TimeSpan.FromMinutes(1));
        HytaleDevicePoll poll = await polling;
        Assert.Equal(HytaleDevicePollStatus.Pending, poll.Status);
        await world.KillAsync();
        world.Service.Forget("profiles");
        poll = await PollAsync(world, await world.StartAsync(), HytaleDeviceCode.Import(poll.Code.Export()));
        Assert.Equal((HytaleDevicePollStatus.Approved, ScriptedService.Owner.ToString()), (poll.Status, poll.Account!.Subject));
        Assert.Equal(1, world.Service.Count("poll"));
    }

    [Fact]
    public async Task A_code_goes_to_the_service_that_gave_it_out_and_no_other()
    {
        await using HytaleWorld world = new();
        HytaleDeviceCode code = await (await world.StartAsync()).RequestDeviceCodeAsync();
        await world.StopAsync();
        world.Options = static options => options.Endpoints["oauth"] = new Uri("https://oauth.elsewhere.test");
        IHytaleAuth moved = await world.StartAsync();
        world.Clock.Advance(TimeSpan.FromSeconds(5));
        await Assert.ThrowsAsync<ArgumentException>(() => moved.PollAsync(code));
        Assert.Equal(0, world.Service.Count("poll"));
    }

    [Fact]
    public async Task It_prints_without_its_code_and_reads_nothing_else()
    {
        await using HytaleWorld world = new();
        HytaleDeviceCode code = await (await world.StartAsync()).RequestDeviceCodeAsync();
        Assert.DoesNotContain("emu-device", code.ToString() + code.Row.State, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => HytaleDeviceCode.Import("{}"u8));
        Assert.Throws<FormatException>(() => HytaleDeviceCode.Import(Encoding.UTF8.GetBytes("null")));
        Assert.Throws<FormatException>(() => HytaleSessionTokens.Import(code.Export()));
    }

    private static async Task<HytaleDevicePoll> PollAsync(HytaleWorld world, IHytaleAuth hytale, HytaleDeviceCode code)
    {
        TimeSpan wait = code.NextPollAt - world.Clock.GetUtcNow();
        world.Clock.Advance(wait > TimeSpan.Zero ? wait : TimeSpan.Zero);
        return await hytale.PollAsync(code);
    }
}
