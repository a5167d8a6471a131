namespace GameAuth.Hytale.Tests.Errors;

/// <summary>Each row of the documented table: what is thrown, whether the call is made again, and what the player reads.</summary>
public class ErrorTableTests
{
    private const string NewCode = "The code has expired before it was approved. Start again and approve it in time.";

    public static TheoryData<string, int, string, Type, int, string> Rows => new()
    {
        { "profiles", 400, "INVALID_REQUEST", typeof(ProviderException), 1, "Hytale did not understand what this application asked for. Please tell its author." },
        { "profiles", 401, "UNAUTHORIZED", typeof(ProviderException), 2, "Hytale did not accept the sign-in right now. Please sign in again if this goes on." },
        { "profiles", 403, "FORBIDDEN", typeof(GameAuthConfigurationException), 1, "This account or this application may not do that on Hytale." },
        { "profiles", 403, "INSUFFICIENT_SCOPE", typeof(GameAuthConfigurationException), 1, "This application was not given the right to do that on Hytale. Please tell its author." },
        { "new", 403, "SESSION_LIMIT_EXCEEDED", typeof(AccountRestrictedException), 1, "This account runs as many Hytale servers as it may. Stop one of them, or get the entitlement sessions.unlimited_servers for the account." },
        { "select", 404, "SESSION_NOT_FOUND", typeof(ProviderException), 1, "The game session or profile is no longer there." },
        { "profiles", 404, "ENDPOINT_NOT_FOUND", typeof(GameAuthConfigurationException), 1, "This application is set up with a wrong address for Hytale. Please tell its author." },
        { "profiles", 429, "RATE_LIMITED", typeof(ThrottledException), 1, "Too many requests right now. Please wait a moment." },
        { "profiles", 500, "SERVICE_ERROR", typeof(ProviderException), 3, "Hytale's service has a problem. Please try again later." },
        { "new", 500, "SERVICE_ERROR", typeof(ProviderException), 1, "Hytale's service has a problem. Please try again later." },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task An_account_s_call(string step, int status, string code, Type error, int calls, string shown)
    {
        await using HytaleWorld world = new(HytaleDialect.Gateway);
        HytaleAccount me = await world.SignInAsync();
        world.Service.Next(step, () => ScriptedAnswer.Json(status, $$"""{"code":"{{code}}","message":"no text for players","status":{{status}}}"""), times: 5);
        Task asked = step switch
        {
            "new" => me.CreateGameSessionAsync(ScriptedService.Warden),
            "select" => me.SelectProfileAsync(ScriptedService.Warden),
            _ => me.GetProfilesAsync(),
        };
        GameAuthException thrown = await FailureAsync(world, asked);
        Assert.Equal((error, shown, calls), (thrown.GetType(), thrown.UserMessage, world.Service.Count(step)));
        Assert.Equal(code == "UNAUTHORIZED" ? 1 : 0, world.Service.Count("refresh"));
    }

    [Theory]
    [InlineData(400, "INVALID_DEVICE_CODE", 3, NewCode)]
    [InlineData(404, "SESSION_NOT_FOUND", 3, NewCode)]
    [InlineData(403, "FORBIDDEN", 1, "The sign-in was declined. Sign in again when you are ready.")]
    public async Task A_sign_in(int status, string code, int codes, string shown)
    {
        await using HytaleWorld world = new(HytaleDialect.Gateway);
        world.Service.Next("poll", () => ScriptedAnswer.Json(status, $$"""{"code":"{{code}}","message":"no text for players","status":{{status}}}"""), times: 5);
        GameAuthException thrown = await FailureAsync(world, world.SignInAsync(await world.StartAsync()));
        Assert.Equal((shown, codes, codes), (thrown.UserMessage, world.Service.Count("device-code"), world.Service.Count("poll")));
    }

    [Fact]
    public async Task A_refresh()
    {
        await using HytaleWorld world = new(HytaleDialect.Gateway);
        HytaleAccount me = await world.SignInAsync();
        world.Clock.Advance(TimeSpan.FromHours(2));
        world.Service.RefuseRefresh();
        GameAuthException thrown = await FailureAsync(world, me.GetProfilesAsync());
        Assert.Equal(("Your sign-in is no longer valid. Please sign in again.", 1), (thrown.UserMessage, world.Service.Count("refresh")));
    }

    [Theory]
    [InlineData(HytaleDialect.Direct)]
    [InlineData(HytaleDialect.Gateway)]
    public async Task A_failing_service_is_asked_again_after_growing_pauses_and_what_then_comes_is_the_answer(HytaleDialect dialect)
    {
        await using HytaleWorld world = new(dialect);
        HytaleAccount me = await world.SignInAsync();
        world.Service.Next("profiles", () => ScriptedAnswer.Json(500, """{"code":"SERVICE_ERROR","status":500}"""), times: 2);
        Task<IReadOnlyList<HytaleProfile>> asked = me.GetProfilesAsync();
        while (!asked.IsCompleted)
        {
            await world.PassAsync(TimeSpan.FromMilliseconds(100));
        }

        Assert.Equal(2, (await asked).Count);
        DateTimeOffset[] times = world.Service.Times("profiles");
        Assert.Equal(3, times.Length);

        // Jitter spreads the pauses around 0.5 and 1 s.
        Assert.All(times.Zip(times[1..]), static pair => Assert.InRange(pair.Second - pair.First, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public void No_text_waits_for_nobody()
    {
        // What is thrown with these codes has no text by code, and what is not thrown has none at all.
        System.Resources.ResourceManager texts = new("GameAuth.Hytale.HytaleMessages", typeof(HytaleDefaults).Assembly);
        Assert.All(
            (string[])[HytaleErrorCode.RateLimited, HytaleErrorCode.InvalidDeviceCode, HytaleErrorCode.AuthorizationPending, HytaleErrorCode.TooEarly],
            code => Assert.Null(texts.GetString($"hytale_{code}", System.Globalization.CultureInfo.InvariantCulture)));
        Assert.NotNull(texts.GetString($"hytale_{HytaleErrorCode.ServiceError}", System.Globalization.CultureInfo.InvariantCulture));
    }

    private static async Task<GameAuthException> FailureAsync(HytaleWorld world, Task asked)
    {
        while (!asked.IsCompleted)
        {
            await world.PassAsync(TimeSpan.FromMilliseconds(500));
        }

        return await Assert.ThrowsAnyAsync<GameAuthException>(() => asked);
    }
}
