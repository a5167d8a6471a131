using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Hytale.Tests.Grant;

public class GrantTests
{
    [Theory]
    [InlineData(HytaleDialect.Direct)]
    [InlineData(HytaleDialect.Gateway)]
    public async Task A_restart_prompts_nobody_and_needs_no_network(HytaleDialect dialect)
    {
        await using HytaleWorld world = new(dialect);
        HytaleAccount me = await world.SignInAsync();
        await world.StopAsync();
        HytaleAccount again = await world.SignInAsync(await world.StartAsync());
        Assert.Equal((me.Id, "EmuWarden", ScriptedService.Owner.ToString()), (again.Id, again.DisplayName, again.Subject));
        Assert.Equal((0, 1), (world.Service.Sent.Count, world.Prompt.Asked));
    }

    [Fact]
    public async Task A_sign_in_after_the_grant_s_days_are_over_finds_out_whether_they_are_and_prompts()
    {
        await using HytaleWorld world = new();
        await world.SignInAsync();
        await world.StopAsync();
        world.Clock.Advance(TimeSpan.FromDays(31));
        HytaleAccount me = await world.SignInAsync(await world.StartAsync());
        Assert.Equal((1, 1, AccountStatus.Active), (world.Service.Count("refresh"), world.Prompt.Asked, me.Status));
        await world.StopAsync();
        world.Clock.Advance(TimeSpan.FromDays(31));
        world.Service.RefuseRefresh();
        me = await world.SignInAsync(await world.StartAsync());
        Assert.Equal((2, 2, AccountStatus.Active), (world.Service.Count("refresh"), world.Prompt.Asked, me.Status));
    }

    [Fact]
    public async Task A_sign_in_after_a_revocation_prompts_and_is_the_same_account()
    {
        await using HytaleWorld world = new();
        HytaleAccount me = await world.SignInAsync();
        world.Service.RefuseAccess();
        world.Service.RefuseRefresh();
        await Assert.ThrowsAsync<SignInRequiredException>(() => me.GetProfilesAsync());
        HytaleAccount again = await world.SignInAsync(await world.StartAsync());
        Assert.Equal((me.Id, 2), (again.Id, world.Prompt.Asked));
        Assert.Equal(2, (await again.GetProfilesAsync()).Count);
    }

    [Fact]
    public async Task A_rotated_token_is_presented_once_by_ten_callers_of_two_hosts()
    {
        await using HytaleWorld world = new();
        HytaleAccount me = await world.SignInAsync();
        HytaleAccount other = (await (await world.StartAsync()).FindAsync())!;
        world.Clock.Advance(TimeSpan.FromHours(2));
        HytaleProfile[][] all = [.. (await Task.WhenAll(
            Enumerable.Range(0, 10).Select(i => Task.Run(() => (i % 2 == 0 ? me : other).GetProfilesAsync())))).Select(static one => one.ToArray())];
        Assert.All(all, static profiles => Assert.Equal(2, profiles.Length));
        Assert.Equal(1, world.Service.Count("refresh"));
    }

    [Theory]
    [InlineData(HytaleDialect.Direct)]
    [InlineData(HytaleDialect.Gateway)]
    public async Task An_answer_to_a_refresh_that_can_not_be_read_is_an_unknown_outcome(HytaleDialect dialect)
    {
        await using HytaleWorld world = new(dialect);
        HytaleAccount me = await world.SignInAsync();
        world.Clock.Advance(TimeSpan.FromHours(2));
        world.Service.Next("refresh", () => ScriptedAnswer.Json(200, "{\"access_token\":\"emu-acc"));
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => me.GetProfilesAsync());
        Assert.Equal((1, AccountStatus.Active), (world.Service.Count("refresh"), me.Status));

        // The service has not rotated after all.
        await me.GetProfilesAsync();
        world.Clock.Advance(TimeSpan.FromHours(2));
        world.Service.Next("refresh", ScriptedAnswer.Lost);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => me.GetProfilesAsync());
        world.Service.RefuseRefresh();
        SignInRequiredException over = await Assert.ThrowsAsync<SignInRequiredException>(() => me.GetProfilesAsync());
        Assert.Equal(SignInReason.RefreshOutcomeUnknown, over.Reason);
    }

    [Fact]
    public async Task A_grant_of_another_client_id_is_never_sent()
    {
        await using HytaleWorld world = new();
        await world.SignInAsync();
        world.Options = static options => options.ClientId = "emu-other-client";
        HytaleAccount me = (await (await world.StartAsync()).FindAsync())!;
        world.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(SignInReason.OtherClientId, (await Assert.ThrowsAsync<SignInRequiredException>(() => me.GetProfilesAsync())).Reason);
        Assert.Equal(0, world.Service.Count("refresh"));
    }

    [Fact]
    public async Task A_grant_without_a_refresh_token_ends_with_its_access_token()
    {
        await using HytaleWorld world = new();
        world.Service.Next("poll", () => ScriptedAnswer.Json(200, """{"access_token":"emu-access-x","expires_in":3600,"token_type":"Bearer"}"""));
        world.Service.Next("profiles", () => ScriptedAnswer.Json(200, """{"owner":"emu-owner","profiles":[]}"""));
        HytaleAccount me = await world.SignInAsync();
        world.Clock.Advance(TimeSpan.FromHours(2));
        SignInRequiredException error = await Assert.ThrowsAsync<SignInRequiredException>(() => me.GetProfilesAsync());
        Assert.Equal(SignInReason.Expired, error.Reason);
        Assert.Contains("offline", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_idle_account_that_is_kept_alive_is_rotated_on_its_twenty_third_day()
    {
        await using HytaleWorld world = new()
        {
            Family = static gameAuth => gameAuth.KeepAlive().Services.Configure<GameAuthOptions>(static family => family.Tokens.WatchInterval = TimeSpan.FromHours(6)),
        };
        await world.SignInAsync();
        await world.StopAsync();

        // A process that never uses the account: its access token is not in memory.
        await world.StartAsync();
        world.Service.Clear();
        DateTimeOffset start = world.Clock.GetUtcNow();
        for (int day = 0; day < 40; day++)
        {
            await world.PassAsync(TimeSpan.FromDays(1));
        }

        await HytaleWorld.UntilAsync(() => world.Service.Count("refresh") > 0);
        DateTimeOffset first = world.Service.Times("refresh")[0];
        Assert.InRange(first - start, TimeSpan.FromDays(22.5), TimeSpan.FromDays(24));
    }

    [Fact]
    public async Task An_idle_account_that_is_not_kept_alive_is_left_alone()
    {
        await using HytaleWorld world = new();
        await world.SignInAsync();
        await world.PassAsync(TimeSpan.FromDays(29));
        Assert.Equal(0, world.Service.Count("refresh"));
    }

    [Fact]
    public async Task A_client_of_the_account_carries_the_access_token_to_Hytale_s_hosts_and_no_other()
    {
        await using HytaleWorld world = new();
        HytaleAccount me = await world.SignInAsync();
        using HttpClient client = me.CreateClient();
        world.Service.Next("unknown", () => ScriptedAnswer.Json(200, "{}"));
        using HttpResponseMessage answer = await client.GetAsync(new Uri("https://account-data.hytale.com/profile/username/EmuMiner"));
        Assert.Equal($"Bearer {world.Service.AccessToken}", world.Service.Last("unknown").Authorization);
        await Assert.ThrowsAnyAsync<GameAuthException>(() => client.GetAsync(new Uri("https://oauth.accounts.hytale.com/oauth2/token")));
        Assert.Single(world.Service.Sent);
    }
}
