namespace GameAuth.Hytale.Tests.Errors;

/// <summary>What a poll may be answered with: pending in any status, and ends that are told apart.</summary>
public class PollErrorTests
{
    [Theory]
    [InlineData(401, """{"code":"AUTHORIZATION_PENDING","message":"Awaiting user authorization. Please try again in 5 seconds.","status":401,"retry_after":5}""")]
    [InlineData(202, """{"success":false,"error":"authorization_pending","error_description":"The authorization request is still pending"}""")]
    [InlineData(400, """{"success":false,"error":"authorization_pending"}""")]
    [InlineData(400, """{"error":"authorization_pending"}""")]
    [InlineData(200, """{"code":"AUTHORIZATION_PENDING"}""")]
    [InlineData(202, "{}")]
    [InlineData(202, "")]
    [InlineData(400, """{"success":false,"error":"slow_down"}""")]
    [InlineData(500, """{"code":"SERVICE_ERROR","status":500}""")]
    [InlineData(500, """{"code":"INTERNAL_ERROR","message":"Something broke","status":500}""")]
    [InlineData(500, """{"success":false,"error":"internal_server_error"}""")]
    [InlineData(503, """{"error":"temporarily_unavailable"}""")]
    [InlineData(502, "<html>")]
    [InlineData(429, """{"code":"RATE_LIMITED","status":429,"retry_after":30}""")]
    [InlineData(503, """{"error":"access_denied"}""")]
    [InlineData(403, "<html>Access Denied</html>")]
    [InlineData(403, "")]
    [InlineData(401, "")]
    [InlineData(400, "{}")]
    [InlineData(404, "<html>")]
    [InlineData(302, "")]
    public async Task Polling_goes_on(int status, string body)
    {
        await using HytaleWorld world = new(HytaleDialect.Gateway);
        world.Service.Next("poll", () => ScriptedAnswer.Json(status, body), times: 2);
        await world.SignInAsync(await world.StartAsync());
        Assert.Equal((3, 1, 1), (world.Service.Count("poll"), world.Service.Count("device-code"), world.Prompt.Asked));
    }

    [Theory]
    [InlineData(400, """{"code":"INVALID_DEVICE_CODE","message":"Device code not found or expired","status":400}""")]
    [InlineData(404, """{"code":"SESSION_NOT_FOUND","message":"Device code expired (30 min limit)","status":404}""")]
    [InlineData(400, """{"success":false,"error":"expired_token"}""")]
    [InlineData(400, """{"success":false,"error":"invalid_grant","error_description":"Device code not found or expired"}""")]
    [InlineData(400, """{"success":false,"error":"Device code not found or expired"}""")]
    [InlineData(404, """{"success":false,"error":"Device code expired (30 min limit)"}""")]
    public async Task A_code_that_has_ended_is_replaced_and_after_three_the_sign_in_is_over(int status, string body)
    {
        await using HytaleWorld world = new(HytaleDialect.Gateway);
        world.Service.Next("poll", () => ScriptedAnswer.Json(status, body), times: 3);
        IHytaleAuth hytale = await world.StartAsync();
        SignInRequiredException error = await Assert.ThrowsAsync<SignInRequiredException>(() => world.SignInAsync(hytale));
        Assert.Equal((SignInReason.TimedOut, 3, 3), (error.Reason, world.Service.Count("device-code"), world.Prompt.Asked));
        Assert.Null(await hytale.FindAsync());
    }

    [Theory]
    [InlineData(HytaleDialect.Direct)]
    [InlineData(HytaleDialect.Gateway)]
    public async Task A_code_that_was_redeemed_by_a_poll_whose_answer_was_lost_is_replaced(HytaleDialect dialect)
    {
        await using HytaleWorld world = new(dialect);
        world.Service.Next("poll", () => ScriptedAnswer.Json(400, """{"error":"invalid_grant","error_description":"The device code was used before."}"""));
        await world.SignInAsync(await world.StartAsync());
        Assert.Equal((2, 2, 2), (world.Service.Count("poll"), world.Service.Count("device-code"), world.Prompt.Asked));
    }

    [Theory]
    [InlineData(400, """{"error":"access_denied"}""")]
    [InlineData(400, """{"success":false,"error":"access_denied","error_description":"The user denied the authorization"}""")]
    [InlineData(403, """{"code":"FORBIDDEN","message":"The user denied the authorization","status":403}""")]
    [InlineData(403, """{"code":"FORBIDDEN","status":403}""")]
    [InlineData(400, """{"success":false,"error":"The user denied the authorization"}""")]
    public async Task A_no_is_final(int status, string body)
    {
        await using HytaleWorld world = new(HytaleDialect.Gateway);
        world.Service.Next("poll", () => ScriptedAnswer.Json(status, body));
        IHytaleAuth hytale = await world.StartAsync();
        Assert.Equal(SignInReason.Declined, (await Assert.ThrowsAsync<SignInRequiredException>(() => world.SignInAsync(hytale))).Reason);
        Assert.Equal(1, world.Service.Count("poll"));
    }

    [Theory]
    [InlineData(403, "<html>Access Denied</html>")]
    [InlineData(400, "")]
    [InlineData(404, "{}")]
    [InlineData(302, "")]
    public async Task Polling_of_Hytale_s_own_host_goes_on_where_something_else_has_answered(int status, string body)
    {
        await using HytaleWorld world = new();
        world.Service.Next("poll", () => ScriptedAnswer.Text(status, body), times: 2);
        await world.SignInAsync(await world.StartAsync());
        Assert.Equal((3, 1, 1), (world.Service.Count("poll"), world.Service.Count("device-code"), world.Prompt.Asked));
    }

    [Theory]
    [InlineData(HytaleDialect.Direct)]
    [InlineData(HytaleDialect.Gateway)]
    public async Task A_limit_that_is_longer_than_a_code_lives_ends_the_sign_in_with_its_time_after_one_code(HytaleDialect dialect)
    {
        await using HytaleWorld world = new(dialect);
        world.Service.CodeLifetime = TimeSpan.FromMinutes(15);
        world.Service.Pending = 1;
        IHytaleAuth hytale = await world.StartAsync();
        world.Service.Next("poll", () => ScriptedAnswer.Json(400, """{"error":"authorization_pending"}"""));
        world.Service.Next("poll", () => ScriptedAnswer.Json(429, "", ("Retry-After", "1000")));
        ThrottledException error = await Assert.ThrowsAsync<ThrottledException>(() => world.SignInAsync(hytale));
        Assert.Equal((2, 1, 1), (world.Service.Count("poll"), world.Service.Count("device-code"), world.Prompt.Asked));
        Assert.InRange(error.RetryAt - world.Clock.GetUtcNow(), TimeSpan.FromSeconds(990), TimeSpan.FromSeconds(1010));
    }

    [Theory]
    [InlineData("""{"code":"FORBIDDEN","message":"Token missing required scope: openid","status":403}""")]
    public async Task A_403_that_says_nothing_of_the_owner_is_no_no(string body)
    {
        await using HytaleWorld world = new(HytaleDialect.Gateway);
        world.Service.Next("poll", () => ScriptedAnswer.Json(403, body));
        IHytaleAuth hytale = await world.StartAsync();
        await Assert.ThrowsAsync<GameAuthConfigurationException>(() => world.SignInAsync(hytale));
    }

    [Fact]
    public async Task A_session_limit_told_to_a_poll_restricts_the_account()
    {
        await using HytaleWorld world = new(HytaleDialect.Gateway);
        world.Service.Next("poll", () => ScriptedAnswer.Json(
            403, """{"code":"SESSION_LIMIT_EXCEEDED","message":"Account has reached concurrent session limit (100).","status":403,"entitlement_required":"sessions.unlimited_servers"}"""));
        IHytaleAuth hytale = await world.StartAsync();
        Assert.Equal(HytaleErrorCode.SessionLimitExceeded, (await Assert.ThrowsAsync<AccountRestrictedException>(() => world.SignInAsync(hytale))).Code);
    }

    [Fact]
    public async Task A_page_that_is_not_Hytale_s_is_not_shown()
    {
        await using HytaleWorld world = new(HytaleDialect.Gateway);
        world.Service.Next("device-code", () => ScriptedAnswer.Json(
            200, """{"device_code":"emu-device-x","user_code":"AB12-CD34","verification_uri":"https://hytale.com.example.test/device","expires_in":1800,"interval":5}"""));
        IHytaleAuth hytale = await world.StartAsync();
        await Assert.ThrowsAsync<ProviderException>(() => world.SignInAsync(hytale));
        Assert.Equal(0, world.Prompt.Asked);
    }
}
