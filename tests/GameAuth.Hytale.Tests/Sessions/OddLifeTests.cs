namespace GameAuth.Hytale.Tests.Sessions;

/// <summary>Sessions whose end is odd: none is asked for over and over, and none stays open that nobody knows of.</summary>
public class OddLifeTests
{
    [Fact]
    public async Task One_that_lives_for_two_months_is_left_alone_until_then()
    {
        await using HytaleWorld world = new();
        world.Service.SessionLifetime = TimeSpan.FromDays(60);
        HytaleAccount me = await world.SignInAsync();
        await using HytaleGameSession session = await me.CreateGameSessionAsync(ScriptedService.Warden);
        await world.PassAsync(TimeSpan.FromHours(2));
        Assert.Equal((0, 1, ResourceState.Live), (world.Service.Count("renew"), world.Service.Count("new"), session.State));
    }

    [Fact]
    public async Task One_that_lives_for_two_seconds_does_not_spend_the_limits_of_the_hour()
    {
        await using HytaleWorld world = new();
        world.Service.Enforce();
        world.Service.SessionLifetime = TimeSpan.FromSeconds(2);
        HytaleAccount me = await world.SignInAsync();
        await using HytaleGameSession session = await me.CreateGameSessionAsync(ScriptedService.Warden);
        await world.PassAsync(TimeSpan.FromMinutes(3));
        Assert.InRange(world.Service.Count("renew") + world.Service.Count("new"), 3, 10);
        await world.PassAsync(TimeSpan.FromHours(1));
        Assert.Equal(0, world.Service.Refused);
    }

    [Theory]
    [InlineData("9999-12-31T23:59:59.999999999Z", -1)]
    [InlineData("9999-12-31T23:59:59Z", 1)]
    [InlineData("0001-01-01T00:00:00Z", 1)]
    public async Task An_end_at_the_edge_of_the_calendar_throws_nothing_and_the_session_is_ended(string expiresAt, int hours)
    {
        await using HytaleWorld world = new();
        (world.Service.Ahead, world.Service.TellsDate) = (TimeSpan.FromHours(hours), true);
        HytaleAccount me = await world.SignInAsync();
        world.Service.Next("new", () => ScriptedAnswer.Json(
            200, $$"""{"sessionToken":"emu-session-odd","identityToken":"emu-identity-odd","expiresAt":"{{expiresAt}}"}"""));
        HytaleGameSession session = await me.CreateGameSessionAsync(ScriptedService.Warden);
        if (expiresAt.StartsWith('9'))
        {
            Assert.Equal("emu-session-odd", session.SessionToken.Reveal());
            await world.PassAsync(TimeSpan.FromMinutes(5));
            Assert.Equal((ResourceState.Live, 0), (session.State, world.Service.Count("renew")));
            await session.DisposeAsync();
            Assert.Equal("Bearer emu-session-odd", world.Service.Last("end").Authorization);
        }

        // One that has ended is replaced at once.
        await session.DisposeAsync();
        Assert.Equal(0, world.Service.Open);
    }

    [Theory]
    [InlineData(HytaleDialect.Direct, """{"sessionToken":"emu-session-odd","identityToken":"emu-identity-odd"}""")]
    [InlineData(HytaleDialect.Direct, """{"sessionToken":"emu-session-odd","expiresAt":"2030-01-01T01:00:00Z"}""")]
    [InlineData(HytaleDialect.Gateway, """{"session_id":"odd","session_token":"emu-session-odd","identity_token":"emu-identity-odd"}""")]
    public async Task One_that_can_not_be_used_is_ended_and_told(HytaleDialect dialect, string body)
    {
        await using HytaleWorld world = new(dialect);
        HytaleAccount me = await world.SignInAsync();
        world.Service.Next("new", () => ScriptedAnswer.Json(200, body));
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => me.CreateGameSessionAsync(ScriptedService.Warden));
        Assert.False(error.IsTransient);
        SentCall end = world.Service.Last("end");
        Assert.Contains(dialect is HytaleDialect.Direct ? "emu-session-odd" : "\"odd\"", end.Authorization + end.Body, StringComparison.Ordinal);
        Assert.Equal(0, me.SessionBudget.Live);
    }
}
