using System.Globalization;
using GameAuth.Discord.Tests.World;
using GameAuth.Server;

namespace GameAuth.Discord.Tests.Errors;

/// <summary>Each row of the server's table of errors: a typed error or an act, and no row but the final ones ends a session.</summary>
public class ErrorTableTests
{
    private static readonly string[] Final = ["refresh_invalid", "refresh_reuse_detected", "session_revoked"];
    private static readonly string[] Wrong = ["invalid_request", "invalid_dpop_proof", "origin_forbidden", "https_required", "dpop_nonce_required"];
    private static readonly string[] Passing = ["temporarily_unavailable", "timed_out", "room_ticket_required"];

    public static TheoryData<string, int> Rows
    {
        get
        {
            TheoryData<string, int> rows = [];
            foreach (AuthError row in AuthError.All)
            {
                rows.Add(row.Code, row.Status);
            }

            return rows;
        }
    }

    /// <summary>Answers that hold no word of the server: a page, nothing, tokens that are none, another server's words.</summary>
    public static TheoryData<string, int, string, string> BadAnswers => new()
    {
        { "a page", 200, "<html>A captive portal</html>", "text/html" },
        { "a page under 401", 401, "<html>Sign in to the network</html>", "text/html" },
        { "a page under 403", 403, "<html>Blocked</html>", "text/html" },
        { "a page under 502", 502, "<html>Bad gateway</html>", "text/html" },
        { "nothing", 200, "", "application/json" },
        { "nothing under 401", 401, "", "application/json" },
        { "no tokens", 200, "{}", "application/json" },
        { "another server's tokens", 200, """{"access_token":"emu","token_type":"Bearer","expires_in":900,"refresh_token":"emu"}""", "application/json" },
        { "another server's words", 400, """{"error":"invalid_grant"}""", "application/json" },
        { "a list", 200, "[]", "application/json" },
        { "429 without a time", 429, "slow down", "text/plain" },
        { "503 without a time", 503, "", "text/plain" },
        { "500", 500, """{"error":"boom"}""", "application/json" },
        { "a word of its own", 401, """{"error":"something_new","recoverable":false}""", "application/json" },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Each_row_at_a_refresh_is_a_typed_error_and_only_a_final_word_ends_the_session(string code, int status)
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (ClientApp app, DiscordAccount me) = await world.SignInAsync();
        await world.AdvanceAsync(TimeSpan.FromMinutes(16));
        world.Backend.Answer("/api/auth/refresh", status, Body(code), times: 100);
        Exception error = (await Record.ExceptionAsync(() => world.WalkAsync(app.CallAsync(me))))!;
        int sent = app.Count("/api/auth/refresh");
        Assert.InRange(sent, 1, 4);
        if (Final.Contains(code))
        {
            Assert.Equal(SignInReason.Revoked, Assert.IsType<SignInRequiredException>(error).Reason);
            await world.AdvanceAsync(TimeSpan.FromHours(2));
            await Assert.ThrowsAsync<SignInRequiredException>(() => app.CallAsync(me));
            Assert.Equal((AccountStatus.SignInRequired, sent), (me.Status, app.Count("/api/auth/refresh")));
            return;
        }

        Assert.True(
            Wrong.Contains(code) ? error is GameAuthConfigurationException
            : code == "rate_limited" ? error is ThrottledException
            : error is ProviderException failed && failed.Status == status && failed.Code == code && failed.IsTransient == Passing.Contains(code), error.ToString());
        Assert.DoesNotContain("synthetic-secret", error.Message, StringComparison.Ordinal);

        // Whatever it was, the session stands and is used as soon as the backend is itself again.
        world.Backend.Forget("/api/auth/refresh");
        await world.AdvanceAsync(TimeSpan.FromMinutes(5));
        Assert.Equal((200, AccountStatus.Active), (await world.WalkAsync(app.CallAsync(me)), me.Status));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Each_row_at_a_sign_in_is_a_typed_error_and_stores_nothing(string code, int status)
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        ClientApp app = await world.StartAppAsync();
        world.Backend.Answer("/api/auth/discord/exchange", status, Body(code), times: 100);
        GameAuthException error = await Assert.ThrowsAnyAsync<GameAuthException>(() => app.SignInAsync());
        Assert.True(error is SignInRequiredException == Final.Contains(code) && error.Step == "exchange", error.ToString());
        Assert.InRange(app.Count("/api/auth/discord/exchange"), 1, 4);
        world.Backend.Forget("/api/auth/discord/exchange");
        await world.AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(200, await app.CallAsync(await app.SignInAsync(forcePrompt: true)));
    }

    [Theory]
    [InlineData("token_expired")]
    [InlineData("token_invalid")]
    public async Task A_refused_access_token_costs_one_refresh_and_one_replay(string code)
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (ClientApp app, DiscordAccount me) = await world.SignInAsync();
        world.Backend.Answer("/api/me", 401, Body(code));
        Assert.Equal(200, await world.WalkAsync(app.CallAsync(me)));
        Assert.Equal((2, 1), (app.Count("/api/me"), world.Backend.Asked.Count(static one => one is { Path: "/api/auth/refresh", Status: 200 })));
    }

    [Fact]
    public async Task A_401_that_stays_is_handed_out_and_is_no_storm()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (ClientApp app, DiscordAccount me) = await world.SignInAsync();
        world.Backend.Answer("/api/me", 401, Body("token_invalid"), times: 1000);
        for (int second = 0; second < 60; second++)
        {
            Assert.Equal(401, await world.WalkAsync(app.CallAsync(me)));
            await world.AdvanceAsync(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(app.Count("/api/auth/refresh"), 1, 4);
        Assert.Equal(AccountStatus.Active, me.Status);
    }

    [Theory]
    [MemberData(nameof(BadAnswers))]
    public async Task A_bad_answer_is_no_storm_and_logs_nobody_out(string what, int status, string body, string type)
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (ClientApp app, DiscordAccount me) = await world.SignInAsync();
        await world.AdvanceAsync(TimeSpan.FromMinutes(16));
        world.Backend.Answer("/api/auth/refresh", status, body, type, times: 1000);
        DateTimeOffset begun = world.Clock.GetUtcNow();
        List<DateTimeOffset> at = [];
        app.Between = (request, pass) =>
        {
            if (request.RequestUri!.AbsolutePath == "/api/auth/refresh")
            {
                at.Add(world.Clock.GetUtcNow());
            }

            return pass();
        };
        while (world.Clock.GetUtcNow() - begun < TimeSpan.FromMinutes(4))
        {
            GameAuthException error = Assert.IsAssignableFrom<GameAuthException>(await Record.ExceptionAsync(() => world.WalkAsync(app.CallAsync(me))));
            Assert.False(error is SignInRequiredException or AccountRestrictedException, $"{what}: {error}");
            Assert.NotNull(error.Step);

            // What is no word at all may pass; a word that nobody knows decides nothing either, and is handed out as it is.
            Assert.True(status < 400 || body.StartsWith('{') || error is ThrottledException or ProviderException { IsTransient: true }, $"{what}: {error}");
            await world.AdvanceAsync(TimeSpan.FromSeconds(1));
        }

        Assert.All(at, first => Assert.InRange(at.Count(one => one >= first && one < first + TimeSpan.FromMinutes(1)), 1, 4));
        world.Backend.Forget("/api/auth/refresh");
        app.Between = null;
        await world.AdvanceAsync(TimeSpan.FromMinutes(5));
        Assert.Equal((200, AccountStatus.Active), (await world.WalkAsync(app.CallAsync(me)), me.Status));
    }

    [Fact]
    public async Task The_time_that_the_backend_names_is_kept()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (ClientApp app, DiscordAccount me) = await world.SignInAsync();
        await world.AdvanceAsync(TimeSpan.FromMinutes(16));
        DateTimeOffset now = world.Clock.GetUtcNow();
        world.Backend.Answer("/api/auth/refresh", 429, """{"error":"rate_limited","message":"synthetic","recoverable":true,"retry_after_ms":40000}""");
        ThrottledException limited = await Assert.ThrowsAsync<ThrottledException>(() => world.WalkAsync(app.CallAsync(me)));
        Assert.InRange(limited.RetryAt - now, TimeSpan.FromSeconds(39), TimeSpan.FromSeconds(42));
        await world.AdvanceAsync(TimeSpan.FromSeconds(30));
        Assert.False((await Assert.ThrowsAsync<ThrottledException>(() => app.CallAsync(me))).WasSent);
        await world.AdvanceAsync(TimeSpan.FromSeconds(12));
        Assert.Equal(200, await world.WalkAsync(app.CallAsync(me)));
    }

    [Theory]
    [InlineData("""{"access_token":"opaque","token_type":"Bearer","expires_in":900,"refresh_token":"emu-refresh"}""")]
    [InlineData("""{"access_token":"a.b","token_type":"Bearer","expires_in":900,"refresh_token":"emu-refresh"}""")]
    [InlineData("""{"access_token":"ZW11.e30.emu","token_type":"Bearer","expires_in":900,"refresh_token":"emu-refresh"}""")]
    [InlineData("""{"access_token":"ZW11.W10.emu","token_type":"Bearer","expires_in":900,"refresh_token":"emu-refresh"}""")]
    [InlineData("""{"access_token":"ZW11.eyJzdWIiOiJtZSJ9.emu","token_type":"mac","expires_in":900,"refresh_token":"emu-refresh"}""")]
    [InlineData("""{"access_token":"ZW11.eyJzdWIiOiJtZSJ9.emu","expires_in":900,"refresh_token":"emu-refresh"}""")]
    [InlineData("""{"access_token":"ZW11.eyJzdWIiOiJtZSJ9.emu","token_type":"Bearer","expires_in":0,"refresh_token":"emu-refresh"}""")]
    [InlineData("""{"access_token":"ZW11.eyJzdWIiOiJtZSJ9.emu","token_type":"Bearer","refresh_token":"emu-refresh"}""")]
    [InlineData("""{"access_token":"ZW11.eyJzdWIiOiJtZSJ9.emu","token_type":"Bearer","expires_in":900,"refresh_token":""}""")]
    public async Task A_session_that_is_none_is_an_error_of_the_sign_in_and_is_not_stored(string body)
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        ClientApp app = await world.StartAppAsync();
        world.Backend.Answer("/api/auth/discord/exchange", 200, body);
        ProviderException none = await Assert.ThrowsAsync<ProviderException>(() => app.SignInAsync());
        Assert.Equal((false, "exchange"), (none.IsTransient, none.Step));
        Assert.DoesNotContain("emu", none.Message, StringComparison.Ordinal);
        Assert.Null(await app.Discord.FindAsync());
    }

    [Fact]
    public async Task An_absurd_time_is_an_hour()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        (ClientApp app, DiscordAccount me) = await world.SignInAsync();
        await world.AdvanceAsync(TimeSpan.FromMinutes(16));
        DateTimeOffset now = world.Clock.GetUtcNow();
        world.Backend.Answer("/api/auth/refresh", 429, """{"error":"rate_limited","message":"synthetic","recoverable":true,"retry_after_ms":2000000000}""");
        ThrottledException limited = await Assert.ThrowsAsync<ThrottledException>(() => world.WalkAsync(app.CallAsync(me)));
        Assert.InRange(limited.RetryAt - now, TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(61));
    }

    [Fact]
    public async Task What_the_backend_says_is_cleaned_before_it_is_shown()
    {
        await using BackendWorld world = await BackendWorld.StartAsync();
        ClientApp app = await world.StartAppAsync();
        world.Backend.Answer("/api/auth/discord/exchange", 403, $$"""{"error":"forbidden","message":"one\u0007\u001b[31m two\r\nthree{{new string('x', 5000)}}","recoverable":false}""");
        ProviderException said = await Assert.ThrowsAsync<ProviderException>(() => app.SignInAsync());
        Assert.DoesNotContain(said.Message, static c => char.IsControl(c));
        Assert.InRange(said.Message.Length, 1, 500);

        // A word that is none is not repeated.
        world.Backend.Answer("/api/auth/discord/exchange", 403, """{"error":"CANARY <b>","message":"CANARY","recoverable":false}""");
        ProviderException odd = await Assert.ThrowsAsync<ProviderException>(() => app.SignInAsync());
        Assert.DoesNotContain("CANARY", $"{odd} {odd.Code}", StringComparison.Ordinal);
    }

    private static string Body(string code) => string.Create(
        CultureInfo.InvariantCulture, $$"""{"error":"{{code}}","message":"synthetic","recoverable":{{(AuthError.All.First(row => row.Code == code).IsRecoverable ? "true" : "false")}},"retry_after_ms":0}""");
}
