namespace GameAuth.Hytale.Tests.Grant;

/// <summary>What an answer to a refresh may be without costing the login.</summary>
public class OddAnswerTests
{
    [Theory]
    [InlineData(HytaleDialect.Direct, "\"expires_in\":\"\"")]
    [InlineData(HytaleDialect.Direct, "\"user_id\":{}")]
    [InlineData(HytaleDialect.Direct, "\"scope\":\"a\\ud83d\",\"token_type\":7")]
    [InlineData(HytaleDialect.Gateway, "\"expires_in\":\"\"")]
    [InlineData(HytaleDialect.Gateway, "\"account_id\":\"x\\ud83d\",\"status\":[]")]
    public async Task An_odd_member_costs_no_rotated_token(HytaleDialect dialect, string odd)
    {
        await using HytaleWorld world = new(dialect);
        HytaleAccount me = await world.SignInAsync();
        world.Clock.Advance(TimeSpan.FromHours(2));
        world.Service.Next("refresh", () => ScriptedAnswer.Json(200, $$"""{"access_token":"emu-odd","refresh_token":"ory_rt_odd",{{odd}}}"""));
        world.Service.Next("profiles", () => ScriptedAnswer.Json(200, $$"""{"owner":"{{ScriptedService.Owner}}","profiles":[]}"""));

        await me.GetProfilesAsync();

        Assert.Equal(("Bearer emu-odd", 1), (world.Service.Last("profiles").Authorization, world.Service.Count("refresh")));
    }

    [Theory]
    [InlineData(HytaleDialect.Direct, 503, """{"error":"invalid_grant"}""")]
    [InlineData(HytaleDialect.Gateway, 503, """{"error":"invalid_grant"}""")]
    [InlineData(HytaleDialect.Direct, 400, "<html>Access Denied</html>")]
    [InlineData(HytaleDialect.Direct, 401, "")]
    [InlineData(HytaleDialect.Direct, 403, "{}")]
    [InlineData(HytaleDialect.Direct, 302, "")]
    [InlineData(HytaleDialect.Gateway, 400, "")]
    [InlineData(HytaleDialect.Gateway, 401, "")]
    [InlineData(HytaleDialect.Gateway, 401, "<html>Access Denied</html>")]
    [InlineData(HytaleDialect.Gateway, 403, "no such page")]
    [InlineData(HytaleDialect.Gateway, 404, """{"more":1}""")]
    [InlineData(HytaleDialect.Gateway, 302, "")]
    public async Task A_refresh_that_something_else_has_answered_ends_no_login(HytaleDialect dialect, int status, string body)
    {
        await using HytaleWorld world = new(dialect);
        HytaleAccount me = await world.SignInAsync();
        world.Clock.Advance(TimeSpan.FromHours(2));
        world.Service.Next("refresh", () => ScriptedAnswer.Text(status, body));

        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => me.GetProfilesAsync());

        Assert.Equal((true, AccountStatus.Active), (error.IsTransient, me.Status));
        await world.PassAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(2, (await me.GetProfilesAsync()).Count);
    }

    [Theory]
    [InlineData(HytaleDialect.Direct)]
    [InlineData(HytaleDialect.Gateway)]
    public async Task An_access_token_with_a_line_break_is_neither_stored_nor_sent(HytaleDialect dialect)
    {
        await using HytaleWorld world = new(dialect);
        HytaleAccount me = await world.SignInAsync();
        world.Clock.Advance(TimeSpan.FromHours(2));
        world.Service.Next("refresh", () => ScriptedAnswer.Json(200, """{"access_token":"emu\r\nX-Evil: 1","refresh_token":"ory_rt_odd","expires_in":3600}"""));

        GameAuthException error = await Assert.ThrowsAnyAsync<GameAuthException>(() => me.GetProfilesAsync());

        Assert.True(error is ProviderException or OutcomeUnknownException, error.ToString());
        Assert.DoesNotContain("Evil", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, world.Service.Count("profiles"));
    }

    [Theory]
    [InlineData("No\u200btch")]
    [InlineData("\u202eNotch")]
    [InlineData("Notch\ue000")]
    [InlineData("Not\u3164ch")]
    public async Task An_owner_that_would_be_another_once_cleaned_is_refused(string owner)
    {
        await using HytaleWorld world = new();
        world.Service.Next("profiles", () => ScriptedAnswer.Json(200, $$"""{"owner":"{{owner}}","profiles":[]}"""));
        IHytaleAuth hytale = await world.StartAsync();

        Assert.Equal("profiles", (await Assert.ThrowsAsync<ProviderException>(() => world.SignInAsync(hytale))).Step);
    }
}
