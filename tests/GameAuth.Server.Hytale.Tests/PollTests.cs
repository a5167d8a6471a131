using System.Text.Json;
using GameAuth.Emulator;
using GameAuth.Server.Hytale.Tests.World;
using GameAuth.Server.Tests.World;

namespace GameAuth.Server.Hytale.Tests;

/// <summary><c>POST /token</c>, line by line of the API's text.</summary>
public class PollTests : GatewayTest
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Pending_is_401_with_the_time_to_wait()
    {
        await using GatewayWorld world = await StartAsync();
        (string device, _) = await world.RequestCodeAsync();
        await world.PassAsync(Interval);
        Answer answer = await PollAsync(world, device);
        Assert.Equal((401, "AUTHORIZATION_PENDING", "Awaiting user authorization. Please try again in 5 seconds."), answer.Error);
        Assert.Equal(["code", "message", "status", "retry_after"], answer.Members);
        Assert.Equal(5, answer.Json.GetProperty("retry_after").GetInt32());
    }

    [Fact]
    public async Task An_approval_yields_tokens_of_the_gateway_s_own_and_names_the_account()
    {
        await using GatewayWorld world = await StartAsync();
        (string device, string user) = await world.RequestCodeAsync();
        world.Emulator.Hytale.Approve(user);
        await world.PassAsync(Interval);
        Answer answer = await PollAsync(world, device);
        Assert.Equal(["access_token", "refresh_token", "expires_in", "token_type", "account_id"], answer.Members);
        Assert.Equal((200, 3600, "Bearer", GatewayWorld.Owner), (answer.Status, answer.Json.GetProperty("expires_in").GetInt32(), answer.Text("token_type"), answer.Text("account_id")));
        JsonElement token = Jwt.Claims(answer.Text("access_token"));
        Assert.Equal(("hytale-gateway", $"hytale:{GatewayWorld.Owner}"), (token.GetProperty("aud").ToString().Trim('[', ']', '"'), token.Text("sub")));
        Assert.DoesNotContain("ory_rt", answer.Raw, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_poll_that_is_not_due_is_answered_from_the_row_and_upstream_hears_one_in_an_interval_from_all_nodes()
    {
        await using GatewayWorld world = await StartAsync(nodes: 2);
        (string device, _) = await world.RequestCodeAsync();
        Answer early = await PollAsync(world, device);
        Assert.Equal((401, "5"), (early.Status, early.Find("retry_after")));
        Assert.Equal(0, world.Calls("hytale.poll"));
        await world.PassAsync(Interval);
        Answer[] all = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => PollAsync(world, device, i % 2)));
        Assert.All(all, static answer => Assert.Equal("AUTHORIZATION_PENDING", answer.Find("code")));
        Assert.Equal(1, world.Calls("hytale.poll"));
        await world.PassAsync(TimeSpan.FromSeconds(2));
        Assert.Equal("3", (await PollAsync(world, device)).Find("retry_after"));
        Assert.Equal(1, world.Calls("hytale.poll"));
    }

    [Fact]
    public async Task Nobody_polls_in_the_background()
    {
        await using GatewayWorld world = await StartAsync();
        await world.RequestCodeAsync();
        for (int i = 0; i < 20; i++)
        {
            await world.PassAsync(TimeSpan.FromSeconds(30));
        }

        Assert.Equal(0, world.Calls("hytale.poll"));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"device_code":null}""")]
    [InlineData("""{"device_code":""}""")]
    [InlineData("""{"device_code":17}""")]
    [InlineData("""{"device_code":"DE123456789ABCDEF"}""")]
    [InlineData("""{"device_code":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}""")]
    [InlineData("""{"device_code":"AAAA AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n"}""")]
    public async Task A_code_that_is_missing_malformed_or_unknown_is_400(string body)
    {
        await using GatewayWorld world = await StartAsync();
        Answer answer = await world.PostAsync("/token", body);
        Assert.Equal((400, "INVALID_DEVICE_CODE", "Device code not found or expired"), answer.Error);
        Assert.Equal(["code", "message", "status"], answer.Members);
    }

    [Fact]
    public async Task A_code_that_has_ended_is_404_and_stays_so()
    {
        await using GatewayWorld world = await StartAsync();
        (string device, string user) = await world.RequestCodeAsync();
        await world.PassAsync(TimeSpan.FromMinutes(15));
        Assert.Equal((404, "SESSION_NOT_FOUND", "Device code expired (30 min limit)"), (await PollAsync(world, device)).Error);
        Assert.Throws<EmulatorException>(() => world.Emulator.Hytale.Approve(user));
        Assert.Equal(404, (await PollAsync(world, device)).Status);
        Assert.Equal(0, world.Calls("hytale.poll"));
    }

    [Fact]
    public async Task A_code_that_the_owner_declines_is_403_and_stays_so()
    {
        await using GatewayWorld world = await StartAsync();
        (string device, string user) = await world.RequestCodeAsync();
        world.Emulator.Hytale.Decline(user);
        await world.PassAsync(Interval);
        Assert.Equal((403, "FORBIDDEN", "The user denied the authorization"), (await PollAsync(world, device)).Error);
        await world.PassAsync(Interval);
        Assert.Equal(403, (await PollAsync(world, device)).Status);
        Assert.Equal(1, world.Calls("hytale.poll"));
    }

    [Fact]
    public async Task A_lost_answer_is_repeated_for_a_minute_on_any_node_and_no_longer()
    {
        await using GatewayWorld world = await StartAsync(nodes: 2);
        (string device, string user) = await world.RequestCodeAsync();
        world.Emulator.Hytale.Approve(user);
        await world.PassAsync(Interval);
        Answer first = await PollAsync(world, device);
        await world.PassAsync(TimeSpan.FromSeconds(59));
        Answer again = await PollAsync(world, device, node: 1);
        Assert.Equal((200, first.Text("refresh_token")), (again.Status, again.Text("refresh_token")));
        await world.PassAsync(TimeSpan.FromSeconds(1));
        Assert.Equal((400, "INVALID_DEVICE_CODE"), ((await PollAsync(world, device)).Status, (await PollAsync(world, device)).Find("code")));
        Assert.Equal(1, world.Calls("hytale.poll"));
    }

    [Fact]
    public async Task A_code_whose_tokens_were_used_yields_none_again()
    {
        await using GatewayWorld world = await StartAsync();
        (string device, string user) = await world.RequestCodeAsync();
        world.Emulator.Hytale.Approve(user);
        await world.PassAsync(Interval);
        Answer first = await PollAsync(world, device);
        Assert.Equal(200, (await world.PostAsync("/profiles", bearer: first.Text("access_token"))).Status);
        await world.PostAsync("/refresh", GatewayWorld.Body("refresh_token", first.Text("refresh_token")));
        Assert.Equal((400, "INVALID_DEVICE_CODE", "Device code not found or expired"), (await PollAsync(world, device)).Error);
    }

    [Fact]
    public async Task An_account_with_as_many_sessions_as_it_may_have_is_403_and_its_code_stays_good()
    {
        await using GatewayWorld world = await StartAsync(options: static options => options.SessionLimit = 1);
        Caller caller = await world.SignInAsync();
        (string session, _) = await world.NewSessionAsync(caller);
        (string device, string user) = await world.RequestCodeAsync();
        world.Emulator.Hytale.Approve(user);
        await world.PassAsync(Interval);
        Answer refused = await PollAsync(world, device);
        Assert.Equal((403, "SESSION_LIMIT_EXCEEDED", "Account has reached concurrent session limit (1). Upgrade to unlimited_servers to remove this restriction."), refused.Error);
        Assert.Equal(["code", "message", "status", "entitlement_required"], refused.Members);
        Assert.Equal("sessions.unlimited_servers", refused.Text("entitlement_required"));
        Assert.Equal(200, (await world.PostAsync("/game-session/delete", GatewayWorld.Body("session_id", session), caller.Access)).Status);
        Assert.Equal(200, (await PollAsync(world, device)).Status);
    }

    [Fact]
    public async Task An_account_without_a_limit_signs_in_with_any_number_of_sessions()
    {
        await using GatewayWorld world = await StartAsync(
            static hytale => hytale.Accounts.Add(EmulatedHytaleAccount.Default with
            {
                Profiles = [EmulatedHytaleAccount.Default.Profiles[0] with { Entitlements = ["game.base", "sessions.unlimited_servers"] }],
            }),
            static options => options.SessionLimit = 1);
        await world.NewSessionAsync(await world.SignInAsync());
        await world.SignInAsync();
    }

    [Fact]
    public async Task The_eleventh_poll_of_a_code_in_five_minutes_is_429_and_other_codes_have_their_own_ten()
    {
        await using GatewayWorld world = await StartAsync(nodes: 2);
        (string device, _) = await world.RequestCodeAsync();
        (string other, _) = await world.RequestCodeAsync();
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(401, (await PollAsync(world, device, i % 2)).Status);
        }

        Answer refused = await PollAsync(world, device);
        Assert.Equal((429, "RATE_LIMITED", "Too many requests. Please try again later."), refused.Error);
        Assert.Equal(["code", "message", "status"], refused.Members);
        Assert.Equal(("10", "0", "300"), (refused.Headers["X-RateLimit-Limit"], refused.Headers["X-RateLimit-Remaining"], refused.Headers["Retry-After"]));
        Assert.Equal("9", (await PollAsync(world, other)).Headers["X-RateLimit-Remaining"]);
    }

    [Fact]
    public async Task Slow_down_from_upstream_lengthens_the_wait_that_callers_are_told()
    {
        await using GatewayWorld world = await StartAsync();
        (string device, _) = await world.RequestCodeAsync();
        world.Emulator.Faults.Add(new Fault { At = "hytale.poll", OAuthError = "slow_down" });
        await world.PassAsync(Interval);
        Assert.Equal(("AUTHORIZATION_PENDING", "10"), ((await PollAsync(world, device)).Find("code"), (await PollAsync(world, device)).Find("retry_after")));
    }

    [Fact]
    public async Task An_upstream_answer_that_was_lost_is_pending_and_not_the_end()
    {
        await using GatewayWorld world = await StartAsync();
        (string device, string user) = await world.RequestCodeAsync();
        world.Emulator.Faults.Add(Fault.DropBefore("hytale.poll"));
        await world.PassAsync(Interval);
        Assert.Equal("AUTHORIZATION_PENDING", (await PollAsync(world, device)).Find("code"));
        world.Emulator.Hytale.Approve(user);
        await world.PassAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(200, (await PollAsync(world, device)).Status);
    }

    [Fact]
    public async Task The_same_owner_by_another_caller_is_the_same_account()
    {
        await using GatewayWorld world = await StartAsync();
        Caller one = await world.SignInAsync();
        Caller two = await world.SignInAsync();
        Assert.Equal(one.AccountId, two.AccountId);
        (string session, _) = await world.NewSessionAsync(one);
        Assert.Equal(200, (await world.PostAsync("/game-session/delete", GatewayWorld.Body("session_id", session), two.Access)).Status);
        int accounts = 0;
        await foreach (GameAuth.Hytale.HytaleAccount _ in world.Hytale.ListAsync())
        {
            accounts++;
        }

        Assert.Equal(1, accounts);
    }

    private static Task<Answer> PollAsync(GatewayWorld world, string device, int node = 0) => world.PostAsync("/token", GatewayWorld.Body("device_code", device), node: node);
}
