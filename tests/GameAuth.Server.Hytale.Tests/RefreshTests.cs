using GameAuth.Server.Hytale.Tests.World;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Server.Hytale.Tests;

/// <summary><c>POST /refresh</c>, line by line of the API's text.</summary>
public class RefreshTests : GatewayTest
{
    [Fact]
    public async Task A_refresh_yields_the_next_pair_and_voids_the_one_before()
    {
        await using GatewayWorld world = await StartAsync(nodes: 2);
        Caller caller = await world.SignInAsync();
        Answer answer = await RefreshAsync(world, caller.Refresh, node: 1);
        Assert.Equal(["access_token", "refresh_token", "expires_in", "token_type"], answer.Members);
        Assert.Equal((200, 3600, "Bearer"), (answer.Status, answer.Json.GetProperty("expires_in").GetInt32(), answer.Text("token_type")));
        Assert.NotEqual((caller.Access, caller.Refresh), (answer.Text("access_token"), answer.Text("refresh_token")));
        Assert.Equal(200, (await world.PostAsync("/profiles", bearer: answer.Text("access_token"))).Status);
        Assert.Equal(0, world.Calls("hytale.refresh"));
    }

    [Fact]
    public async Task A_refresh_token_that_is_used_again_ends_its_session_and_is_401()
    {
        await using GatewayWorld world = await StartAsync();
        Caller caller = await world.SignInAsync();
        Answer next = await RefreshAsync(world, caller.Refresh);
        await world.PostAsync("/profiles", bearer: next.Text("access_token"));
        await world.PassAsync(TimeSpan.FromSeconds(11));
        Assert.Equal((401, "UNAUTHORIZED", "Refresh token invalid or expired. Re-authenticate required."), (await RefreshAsync(world, caller.Refresh)).Error);
        Assert.Equal(401, (await RefreshAsync(world, next.Text("refresh_token"))).Status);
        Assert.Equal((401, "UNAUTHORIZED", "Invalid or expired access token"), (await world.PostAsync("/profiles", bearer: next.Text("access_token"))).Error);
    }

    [Fact]
    public async Task A_refresh_token_is_good_for_thirty_days_each()
    {
        await using GatewayWorld world = await StartAsync();
        Caller caller = await world.SignInAsync();
        await world.PassAsync(TimeSpan.FromHours(20));
        Assert.Equal(200, (await RefreshAsync(world, caller.Refresh)).Status);
        SessionView session = Assert.Single(await world.Services().GetRequiredService<SessionDirectory>().ListAsync($"hytale:{caller.AccountId}"));
        Assert.Equal((world.Clock.GetUtcNow().AddDays(30), "hytale-gateway"), (session.IdleEndsAt, session.Profile));
        Assert.True(session.EndsAt > world.Clock.GetUtcNow().AddYears(9));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"refresh_token":17}""")]
    [InlineData("""{"refresh_token":""}""")]
    [InlineData("""{"refresh_token":"refresh_eyJhbGciOiJFZERTQSIsInR5cCI6IkpXVCJ9..."}""")]
    public async Task A_token_that_is_none_is_401(string body)
    {
        await using GatewayWorld world = await StartAsync();
        Answer answer = await world.PostAsync("/refresh", body);
        Assert.Equal((401, "UNAUTHORIZED", "Refresh token invalid or expired. Re-authenticate required."), answer.Error);
        Assert.Equal(["code", "message", "status"], answer.Members);
    }

    [Fact]
    public async Task An_access_token_is_no_refresh_token()
    {
        await using GatewayWorld world = await StartAsync();
        Assert.Equal(401, (await RefreshAsync(world, (await world.SignInAsync()).Access)).Status);
    }

    [Fact]
    public async Task The_seventh_refresh_in_an_hour_is_429_with_its_own_sentence()
    {
        await using GatewayWorld world = await StartAsync(nodes: 2);
        Caller caller = await world.SignInAsync();
        string token = caller.Refresh;
        for (int left = 5; left >= 0; left--)
        {
            Answer answer = await RefreshAsync(world, token, left % 2);
            Assert.Equal((200, "6", $"{left}"), (answer.Status, answer.Headers["X-RateLimit-Limit"], answer.Headers["X-RateLimit-Remaining"]));
            token = answer.Text("refresh_token");
        }

        Answer refused = await RefreshAsync(world, token);
        Assert.Equal((429, "RATE_LIMITED", "Token refresh limit exceeded"), refused.Error);
        Assert.Equal("3600", refused.Headers["Retry-After"]);
        await world.PassAsync(TimeSpan.FromHours(1));
        Assert.Equal(200, (await RefreshAsync(world, token)).Status);
    }

    [Fact]
    public async Task A_grant_that_is_dead_ends_every_caller_of_the_account_until_its_owner_signs_in_again()
    {
        await using GatewayWorld world = await StartAsync();
        Caller one = await world.SignInAsync();
        Caller two = await world.SignInAsync();
        world.Emulator.Hytale.ForgetNow(Emulator.HytaleTokenKind.Access);
        world.Emulator.Hytale.ForgetNow(Emulator.HytaleTokenKind.Refresh);
        Assert.Equal((401, "UNAUTHORIZED", "Re-authenticate required."), (await world.PostAsync("/profiles", bearer: one.Access)).Error);
        Assert.Equal((401, "UNAUTHORIZED", "Refresh token invalid or expired. Re-authenticate required."), (await RefreshAsync(world, two.Refresh)).Error);
        Assert.Equal(401, (await world.PostAsync("/game-session/new", GatewayWorld.Body("profile_uuid", GatewayWorld.Ranger), two.Access)).Status);
        Assert.Equal(AccountStatus.SignInRequired, (await world.Hytale.FindAsync())!.Status);
        int refreshes = world.Calls("hytale.refresh");
        Caller again = await world.SignInAsync();
        Assert.Equal((one.AccountId, 200), (again.AccountId, (await world.PostAsync("/profiles", bearer: again.Access)).Status));
        Assert.Equal(401, (await RefreshAsync(world, one.Refresh)).Status);
        Assert.Equal(1, refreshes);
    }

    private static Task<Answer> RefreshAsync(GatewayWorld world, string token, int node = 0) => world.PostAsync("/refresh", GatewayWorld.Body("refresh_token", token), node: node);
}
