using GameAuth.Emulator;
using GameAuth.Server.Hytale.Tests.World;

namespace GameAuth.Server.Hytale.Tests;

/// <summary><c>POST /profiles</c> and <c>POST /select-profile</c>, line by line of the API's text.</summary>
public class ProfileTests : GatewayTest
{
    [Fact]
    public async Task Profiles_are_those_of_the_account_and_nothing_is_invented()
    {
        await using GatewayWorld world = await StartAsync();
        Answer answer = await world.PostAsync("/profiles", bearer: (await world.SignInAsync()).Access);
        Assert.Equal(
            $$"""{"account_id":"{{GatewayWorld.Owner}}","profiles":[{"uuid":"{{GatewayWorld.Ranger}}","username":"EmuRanger"},{"uuid":"{{GatewayWorld.Miner}}","username":"EmuMiner"}]}""", answer.Raw);
        Assert.Equal(("20", "19"), (answer.Headers["X-RateLimit-Limit"], answer.Headers["X-RateLimit-Remaining"]));
    }

    [Theory]
    [InlineData("/profiles")]
    [InlineData("/select-profile")]
    [InlineData("/game-session/new")]
    [InlineData("/game-session/refresh")]
    [InlineData("/game-session/delete")]
    public async Task A_call_without_a_good_bearer_is_401(string path)
    {
        await using GatewayWorld world = await StartAsync();
        Caller caller = await world.SignInAsync();
        foreach ((string Name, string Value)[] headers in (IReadOnlyList<(string, string)[]>)[
            [], [("Authorization", "Bearer")], [("Authorization", "Bearer ")], [("Authorization", "Bearer x.y.z")], [("Authorization", caller.Access)], [("Authorization", $"Basic {caller.Access}")],
            [("Authorization", $"Bearer Bearer {caller.Access}")], [("Authorization", $"Bearer {caller.Refresh}")], [("Authorization", $"Bearer {caller.Access}"), ("Authorization", $"Bearer {caller.Access}")],
            [("Authorization", $"Bearer {WithOtherSignature(caller.Access)}")]])
        {
            Answer answer = await world.PostAsync(path, """{"profile_uuid":"e2000000-0000-4000-8000-000000000001","session_id":"e2000000-0000-4000-8000-000000000001"}""", headers: headers);
            Assert.Equal((401, "UNAUTHORIZED", "Invalid or expired access token"), answer.Error);
            Assert.Equal(["code", "message", "status"], answer.Members);
        }

        Assert.Equal(401, (await world.PostAsync($"{path}?access_token={caller.Access}")).Status);
        await world.PassAsync(TimeSpan.FromMinutes(61.1));
        Assert.Equal(401, (await world.PostAsync(path, bearer: caller.Access)).Status);
        Assert.Equal(0, world.Calls("hytale.session-new"));
    }

    [Fact]
    public async Task A_sign_in_without_the_scope_is_403()
    {
        await using GatewayWorld world = await StartAsync();
        Caller caller = await world.SignInAsync();
        world.Emulator.Faults.Add(new Fault { At = "hytale.profiles", Status = 403, Body = "insufficient scope", ContentType = "text/plain", Times = 2 });
        Assert.Equal((403, "FORBIDDEN", "Token missing required scope: openid"), (await world.PostAsync("/profiles", bearer: caller.Access)).Error);
    }

    [Fact]
    public async Task A_selected_profile_is_named_with_the_time_and_is_used_where_a_session_names_none()
    {
        await using GatewayWorld world = await StartAsync(nodes: 2);
        Caller caller = await world.SignInAsync();
        Answer answer = await SelectAsync(world, caller, GatewayWorld.Miner.ToUpperInvariant());
        Assert.Equal(
            $$"""{"account_id":"{{GatewayWorld.Owner}}","profile_id":"{{GatewayWorld.Miner}}","username":"EmuMiner","selected_at":"{{world.Clock.GetUtcNow().UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}}"}""", answer.Raw);
        Assert.Contains(GameAuth.Hytale.HytaleEventNames.ProfileSelected, world.Events.Names);
        Answer session = await world.PostAsync("/game-session/new", bearer: caller.Access, node: 1);
        Assert.Equal((200, GatewayWorld.Miner), (session.Status, session.Find("profile_id")));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"profile_uuid":null}""")]
    [InlineData("""{"profile_uuid":17}""")]
    [InlineData("""{"profile_uuid":""}""")]
    [InlineData("""{"profile_uuid":"{e2000000-0000-4000-8000-000000000001}"}""")]
    [InlineData("""{"profile_uuid":"e2000000000040008000000000000001"}""")]
    [InlineData("""{"profile_uuid":"e2000000-0000-4000-8000-000000000001\r\n"}""")]
    [InlineData("""{"profile_uuid":"not a uuid"}""")]
    public async Task A_profile_that_is_no_UUID_is_400(string body)
    {
        await using GatewayWorld world = await StartAsync();
        Caller caller = await world.SignInAsync();
        Assert.Equal((400, "INVALID_REQUEST", "profile_uuid must be a valid UUID"), (await world.PostAsync("/select-profile", body, caller.Access)).Error);
        Assert.Equal((400, "INVALID_REQUEST", "profile_uuid must be a valid UUID"), (await world.PostAsync("/game-session/new", body, caller.Access)).Error);
        Assert.Equal(0, world.Calls("hytale.session-new"));
    }

    [Fact]
    public async Task A_profile_of_somebody_else_is_404()
    {
        await using GatewayWorld world = await StartAsync();
        Assert.Equal((404, "SESSION_NOT_FOUND", "Profile not found for this account"), (await SelectAsync(world, await world.SignInAsync(), Guid.NewGuid().ToString())).Error);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Twenty_an_hour_are_for_each_call_or_for_the_five_together(bool isShared)
    {
        await using GatewayWorld world = await StartAsync(options: options => options.SharedHourlyLimit = isShared);
        Caller caller = await world.SignInAsync();
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(200, (await world.PostAsync("/profiles", bearer: caller.Access)).Status);
        }

        Answer refused = await world.PostAsync("/profiles", bearer: caller.Access);
        Assert.Equal((429, "RATE_LIMITED", "Too many requests. Please try again later."), refused.Error);
        Assert.Equal(isShared ? 429 : 200, (await SelectAsync(world, caller, GatewayWorld.Miner)).Status);

        // Another caller of the same account has no other window.
        Assert.Equal(429, (await world.PostAsync("/profiles", bearer: (await world.SignInAsync()).Access)).Status);
    }

    private static Task<Answer> SelectAsync(GatewayWorld world, Caller caller, string profile) => world.PostAsync("/select-profile", GatewayWorld.Body("profile_uuid", profile), caller.Access);

    // The first character of a signature is part of its first byte, so another one is always another signature. The last one is not: two of its bits are no part of any byte.
    private static string WithOtherSignature(string token)
    {
        int at = token.LastIndexOf('.') + 1;
        return $"{token[..at]}{(token[at] is 'A' ? 'B' : 'A')}{token[(at + 1)..]}";
    }
}
