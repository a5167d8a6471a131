namespace GameAuth.Hytale.Tests.Errors;

/// <summary>Every row of the documented table, in the documented shape and in the one that a known gateway answers with.</summary>
public class GatewayErrorTests
{
    [Theory]
    [InlineData(400, """{"code":"INVALID_REQUEST","message":"profile_uuid must be a valid UUID","status":400}""", HytaleErrorCode.InvalidRequest)]
    [InlineData(400, """{"success":false,"error":"invalid_request","error_description":"profile_uuid is required"}""", HytaleErrorCode.InvalidRequest)]
    [InlineData(400, """{"success":false,"error":"profile_uuid is required"}""", HytaleErrorCode.InvalidRequest)]
    [InlineData(404, """{"code":"SESSION_NOT_FOUND","message":"Profile not found","status":404}""", HytaleErrorCode.SessionNotFound)]
    [InlineData(400, """{"success":false,"error":"Profile not found"}""", HytaleErrorCode.SessionNotFound)]
    [InlineData(400, """{"success":false,"error":"Session not found"}""", HytaleErrorCode.SessionNotFound)]
    [InlineData(400, """{"code":"INVALID_REQUEST","message":"The profile is not yet active","status":400}""", HytaleErrorCode.InvalidRequest)]
    [InlineData(400, """{"success":false,"error":"This profile cannot be refreshed"}""", HytaleErrorCode.InvalidRequest)]
    [InlineData(405, "", HytaleErrorCode.InvalidRequest)]
    public async Task A_refusal_that_no_repetition_helps_is_a_provider_error(int status, string body, string code)
    {
        ProviderException error = await RefusedAsync<ProviderException>("new", status, body);
        Assert.Equal((code, status, false, "new game session"), (error.Code, error.Status, error.IsTransient, error.Step));
    }

    [Theory]
    [InlineData(500, """{"code":"SERVICE_ERROR","message":"Internal error","status":500}""")]
    [InlineData(500, """{"code":"INTERNAL_ERROR","message":"Something broke","status":500}""")]
    [InlineData(500, """{"success":false,"error":"upstream failed"}""")]
    [InlineData(500, """{"success":false,"error":"unauthorized"}""")]
    [InlineData(503, """{"error":"temporarily_unavailable"}""")]
    [InlineData(503, "<html>")]
    public async Task A_failure_of_the_service_may_pass(int status, string body)
    {
        ProviderException error = await RefusedAsync<ProviderException>("new", status, body);
        Assert.Equal((HytaleErrorCode.ServiceError, status, true), (error.Code, error.Status, error.IsTransient));
        Assert.Equal("Hytale's service has a problem. Please try again later.", error.UserMessage);
    }

    [Theory]
    [InlineData(403, """{"code":"SESSION_LIMIT_EXCEEDED","message":"Account has reached concurrent session limit (100).","status":403,"entitlement_required":"sessions.unlimited_servers"}""")]
    [InlineData(403, """{"code":"SESSION_LIMIT_EXCEEDED","message":"Account has reached concurrent session limit (100). Upgrade to unlimited_servers.","status":403}""")]
    [InlineData(400, """{"success":false,"error":"session limit exceeded"}""")]
    [InlineData(403, "")]
    public async Task A_session_limit_restricts_the_account_and_names_the_entitlement(int status, string body)
    {
        AccountRestrictedException error = await RefusedAsync<AccountRestrictedException>("new", status, body);
        Assert.Equal(HytaleErrorCode.SessionLimitExceeded, error.Code);
        Assert.Contains(HytaleDefaults.UnlimitedServers, error.Message, StringComparison.Ordinal);
        Assert.Contains(HytaleDefaults.UnlimitedServers, error.UserMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("profiles", 403, """{"code":"FORBIDDEN","message":"Token missing required scope: openid","status":403}""", "Scope")]
    [InlineData("profiles", 400, """{"success":false,"error":"Token missing required scope: openid"}""", "Scope")]
    [InlineData("new", 403, """{"success":false,"error":"Forbidden"}""", "Scope")]
    [InlineData("profiles", 404, """{"code":"ENDPOINT_NOT_FOUND","message":"Invalid endpoint URL","status":404}""", "Endpoints")]
    [InlineData("profiles", 404, "<html>", "Endpoints")]
    [InlineData("new", 404, """{"code":"ENDPOINT_NOT_FOUND","message":"Invalid endpoint URL","status":404}""", "Endpoints")]
    public async Task What_the_setup_is_to_blame_for_names_the_option(string step, int status, string body, string option)
    {
        GameAuthConfigurationException error = await RefusedAsync<GameAuthConfigurationException>(step, status, body);
        Assert.Contains(option, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, """{"code":"UNAUTHORIZED","message":"Invalid or expired access token","status":401}""")]
    [InlineData(401, """{"success":false,"error":"unauthorized"}""")]
    [InlineData(400, """{"success":false,"error":"Invalid or expired access token"}""")]
    [InlineData(400, """{"success":false,"error":"Invalid or expired token"}""")]
    [InlineData(400, """{"success":false,"error":"HTTP 403 - invalid token"}""")]
    [InlineData(401, "")]
    [InlineData(401, """{"error":"invalid_token"}""")]
    [InlineData(403, "HTTP 403 - invalid token")]
    public async Task A_refused_access_token_costs_one_refresh_and_one_repetition(int status, string body)
    {
        await using HytaleWorld world = new(HytaleDialect.Gateway);
        HytaleAccount me = await world.SignInAsync();
        world.Service.Next("profiles", () => ScriptedAnswer.Json(status, body));
        await me.GetProfilesAsync();
        Assert.Equal((2, 1), (world.Service.Count("profiles"), world.Service.Count("refresh")));
        world.Service.Next("profiles", () => ScriptedAnswer.Json(status, body), times: 2);
        await Assert.ThrowsAsync<ProviderException>(() => me.GetProfilesAsync());
        Assert.InRange(world.Service.Count("refresh"), 1, 2);
    }

    [Theory]
    [InlineData(401, """{"code":"UNAUTHORIZED","message":"Refresh token invalid or expired. Re-authenticate required.","status":401}""")]
    [InlineData(400, """{"success":false,"error":"invalid_grant","error_description":"The refresh token is malformed or not valid."}""")]
    [InlineData(400, """{"success":false,"error":"Refresh token invalid or expired. Re-authenticate required."}""")]
    [InlineData(401, """{"success":false,"error":"unauthorized"}""")]
    public async Task A_refused_refresh_token_asks_for_a_sign_in_once_and_knocks_no_more(int status, string body)
    {
        await using HytaleWorld world = new(HytaleDialect.Gateway);
        HytaleAccount me = await world.SignInAsync();
        world.Clock.Advance(TimeSpan.FromHours(2));
        world.Service.Next("refresh", () => ScriptedAnswer.Json(status, body));
        SignInRequiredException error = await Assert.ThrowsAsync<SignInRequiredException>(() => me.GetProfilesAsync());
        Assert.Equal((SignInReason.Revoked, AccountStatus.SignInRequired), (error.Reason, me.Status));
        await Assert.ThrowsAsync<SignInRequiredException>(() => me.GetProfilesAsync());
        Assert.Equal((1, 0), (world.Service.Count("refresh"), world.Service.Count("profiles")));
    }

    [Theory]
    [InlineData("""{"code":"RATE_LIMITED","message":"Too many requests. Please try again later.","status":429}""", "Retry-After", "120", 120)]
    [InlineData("""{"code":"RATE_LIMITED","status":429,"retry_after":300}""", "X-None", "0", 300)]
    [InlineData("""{"code":"RATE_LIMITED","status":429,"headers":{"X-RateLimit-Limit":"5","X-RateLimit-Remaining":"0","X-RateLimit-Reset":"1893456300"}}""", "X-None", "0", 300)]
    [InlineData("""{"success":false,"error":"Rate limit exceeded"}""", "X-RateLimit-Reset", "1893456300", 300)]
    public async Task A_limit_says_until_when_by_header_or_by_body(string body, string header, string value, int seconds)
    {
        await using HytaleWorld world = new(HytaleDialect.Gateway);
        HytaleAccount me = await world.SignInAsync();
        DateTimeOffset start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
        TimeSpan passed = world.Clock.GetUtcNow() - start;
        world.Service.Next("profiles", () => ScriptedAnswer.Json(429, body, (header, value), ("X-RateLimit-Remaining", "0"), ("X-RateLimit-Limit", "5")));
        ThrottledException error = await Assert.ThrowsAsync<ThrottledException>(() => me.GetProfilesAsync());
        bool isEpoch = body.Contains("1893456300", StringComparison.Ordinal) || value == "1893456300";
        TimeSpan wait = TimeSpan.FromSeconds(seconds) - (isEpoch ? passed : TimeSpan.Zero);
        Assert.InRange(error.RetryAt - world.Clock.GetUtcNow(), wait - TimeSpan.FromSeconds(1), wait + TimeSpan.FromSeconds(3));
        await Assert.ThrowsAsync<ThrottledException>(() => me.GetProfilesAsync());
        Assert.Equal(1, world.Service.Count("profiles"));
    }

    private static async Task<T> RefusedAsync<T>(string step, int status, string body)
        where T : GameAuthException
    {
        await using HytaleWorld world = new(HytaleDialect.Gateway);
        HytaleAccount me = await world.SignInAsync();
        world.Service.Next(step, () => ScriptedAnswer.Json(status, body), times: 3);
        T error = await Assert.ThrowsAsync<T>(async () =>
        {
            if (step == "new")
            {
                await me.CreateGameSessionAsync(ScriptedService.Warden);
            }
            else
            {
                await me.GetProfilesAsync();
            }
        });
        Assert.Equal((HytaleDefaults.Provider, AccountStatus.Active), (error.Provider, me.Status));
        Assert.True(error.UserMessage.Length > 0);
        if (step == "new")
        {
            Assert.Equal(1, world.Service.Count("new"));
        }

        return error;
    }
}
