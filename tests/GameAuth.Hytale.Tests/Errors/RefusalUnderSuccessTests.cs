namespace GameAuth.Hytale.Tests.Errors;

/// <summary>A refusal is one under any status: gateways write some under 200.</summary>
public class RefusalUnderSuccessTests
{
    [Theory]
    [InlineData("""{"success":false,"error":"profile not found"}""", HytaleErrorCode.SessionNotFound)]
    [InlineData("""{"code":"SESSION_NOT_FOUND","message":"Profile not found","status":404}""", HytaleErrorCode.SessionNotFound)]
    [InlineData("""{"success":"false"}""", HytaleErrorCode.InvalidRequest)]
    [InlineData("""{"error":"something odd"}""", HytaleErrorCode.InvalidRequest)]
    public async Task A_profile_that_is_refused_is_not_selected(string body, string code)
    {
        await using HytaleWorld world = new(HytaleDialect.Gateway);
        HytaleAccount me = await world.SignInAsync();
        world.Service.Next("select", () => ScriptedAnswer.Json(200, body));

        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => me.SelectProfileAsync(ScriptedService.Warden));

        Assert.Equal((code, 200, false), (error.Code, error.Status, error.IsTransient));
    }

    [Fact]
    public async Task A_session_limit_is_told_as_one()
    {
        await using HytaleWorld world = new(HytaleDialect.Gateway);
        HytaleAccount me = await world.SignInAsync();
        world.Service.Next("new", () => ScriptedAnswer.Json(200, """{"code":"SESSION_LIMIT_EXCEEDED","status":403}"""));

        AccountRestrictedException error = await Assert.ThrowsAsync<AccountRestrictedException>(() => me.CreateGameSessionAsync(ScriptedService.Warden));

        Assert.Equal(HytaleErrorCode.SessionLimitExceeded, error.Code);
    }

    [Fact]
    public async Task A_failure_of_the_service_is_one()
    {
        await using HytaleWorld world = new(HytaleDialect.Gateway);
        HytaleAccount me = await world.SignInAsync();
        world.Service.Next("new", () => ScriptedAnswer.Json(200, """{"code":"INTERNAL_ERROR","message":"x","status":500}"""));

        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => me.CreateGameSessionAsync(ScriptedService.Warden));

        Assert.Equal((HytaleErrorCode.ServiceError, true), (error.Code, error.IsTransient));
    }

    [Fact]
    public async Task A_session_that_is_not_ended_is_not_taken_for_one_that_is()
    {
        await using HytaleWorld world = new(HytaleDialect.Gateway);
        HytaleAccount me = await world.SignInAsync();
        HytaleGameSession session = await me.CreateGameSessionAsync(ScriptedService.Warden);
        world.Service.Next("end", () => ScriptedAnswer.Json(200, """{"success":false,"error":"try later"}"""));

        Assert.Equal(HytaleErrorCode.InvalidRequest, (await Assert.ThrowsAsync<ProviderException>(() => session.EndAsync())).Code);

        Assert.Equal(1, world.Service.Open);
        await session.EndAsync();
        Assert.Equal((2, 0), (world.Service.Count("end"), world.Service.Open));
    }

    [Fact]
    public async Task A_refused_access_token_costs_one_refresh_and_one_repetition()
    {
        await using HytaleWorld world = new(HytaleDialect.Gateway);
        HytaleAccount me = await world.SignInAsync();
        world.Service.Next("profiles", () => ScriptedAnswer.Json(200, """{"success":false,"error":"unauthorized"}"""));

        await me.GetProfilesAsync();

        Assert.Equal((2, 1), (world.Service.Count("profiles"), world.Service.Count("refresh")));
    }

    [Fact]
    public async Task A_refused_refresh_token_asks_for_a_sign_in()
    {
        await using HytaleWorld world = new(HytaleDialect.Gateway);
        HytaleAccount me = await world.SignInAsync();
        world.Clock.Advance(TimeSpan.FromHours(2));
        world.Service.Next("refresh", () => ScriptedAnswer.Json(200, """{"success":false,"error":"Refresh token invalid or expired. Re-authenticate required."}"""));

        Assert.Equal(SignInReason.Revoked, (await Assert.ThrowsAsync<SignInRequiredException>(() => me.GetProfilesAsync())).Reason);
    }
}
