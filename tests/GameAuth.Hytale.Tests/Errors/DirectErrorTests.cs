namespace GameAuth.Hytale.Tests.Errors;

/// <summary>Hytale's own services answer by status, with plain text or with nothing.</summary>
public class DirectErrorTests
{
    [Fact]
    public async Task An_empty_403_to_a_new_session_is_the_session_limit()
    {
        await using HytaleWorld world = new();
        HytaleAccount me = await world.SignInAsync();
        world.Service.Next("new", () => ScriptedAnswer.Text(403, ""));
        await Assert.ThrowsAsync<AccountRestrictedException>(() => me.CreateGameSessionAsync(ScriptedService.Warden));
    }

    [Fact]
    public async Task A_403_that_speaks_of_a_token_costs_one_refresh()
    {
        await using HytaleWorld world = new();
        HytaleAccount me = await world.SignInAsync();
        world.Service.Next("new", () => ScriptedAnswer.Text(403, "HTTP 403 - invalid token"));
        await me.CreateGameSessionAsync(ScriptedService.Warden);
        Assert.Equal((2, 1), (world.Service.Count("new"), world.Service.Count("refresh")));
    }

    [Fact]
    public async Task Another_403_is_an_entitlement_or_a_scope_that_is_missing()
    {
        await using HytaleWorld world = new();
        HytaleAccount me = await world.SignInAsync();
        world.Service.Next("new", () => ScriptedAnswer.Text(403, "entitlement game.base is missing"));
        GameAuthConfigurationException error = await Assert.ThrowsAsync<GameAuthConfigurationException>(() => me.CreateGameSessionAsync(ScriptedService.Warden));
        Assert.DoesNotContain("game.base", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_answer_to_a_new_session_is_told_and_not_asked_again()
    {
        await using HytaleWorld world = new();
        HytaleAccount me = await world.SignInAsync();
        world.Service.Next("new", ScriptedAnswer.Lost);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => me.CreateGameSessionAsync(ScriptedService.Warden));
        Assert.Equal((1, 0), (world.Service.Count("new"), me.SessionBudget.Live));
    }

    [Theory]
    [InlineData("device-code", 500, """{"error":"server_error"}""")]
    [InlineData("device-code", 503, "<html>")]
    [InlineData("refresh", 500, """{"error":"server_error"}""")]
    [InlineData("refresh", 500, "")]
    [InlineData("profiles", 500, "upstream")]
    [InlineData("new", 500, "upstream")]
    public async Task A_failure_of_the_service_is_told_alike_at_every_step(string step, int status, string body)
    {
        await using HytaleWorld world = new();
        HytaleAccount me = await world.SignInAsync();
        if (step == "refresh")
        {
            world.Clock.Advance(TimeSpan.FromHours(2));
        }

        world.Service.Next(step, () => ScriptedAnswer.Text(status, body), times: 3);
        Task asked = step switch
        {
            "device-code" => world.SignInAsync(await world.StartAsync(), forcePrompt: true),
            "new" => me.CreateGameSessionAsync(ScriptedService.Warden),
            _ => me.GetProfilesAsync(),
        };
        while (!asked.IsCompleted)
        {
            await world.PassAsync(TimeSpan.FromSeconds(1));
        }

        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => asked);
        Assert.Equal((HytaleErrorCode.ServiceError, status, true), (error.Code, error.Status, error.IsTransient));
        Assert.Equal("Hytale's service has a problem. Please try again later.", error.UserMessage);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"sessionToken":"","identityToken":"emu-identity","expiresAt":"2030-01-01T01:00:00Z"}""")]
    [InlineData("""{"sessionToken":"emu session","identityToken":"emu-identity","expiresAt":"2030-01-01T01:00:00Z"}""")]
    [InlineData("""{"sessionToken":"emu-session","expiresAt":"2030-01-01T01:00:00Z"}""")]
    [InlineData("""{"sessionToken":"emu-session","identityToken":"emu-identity"}""")]
    [InlineData("""{"sessionToken":"emu-session","identityToken":"emu-identity","expiresAt":"soon"}""")]
    [InlineData("<html>")]
    public async Task A_session_that_can_not_be_read_is_a_typed_error_and_no_session(string body)
    {
        await using HytaleWorld world = new();
        HytaleAccount me = await world.SignInAsync();
        world.Service.Next("new", () => ScriptedAnswer.Json(200, body));
        await Assert.ThrowsAsync<ProviderException>(() => me.CreateGameSessionAsync(ScriptedService.Warden));
        Assert.Equal(0, me.SessionBudget.Live);
    }
}
