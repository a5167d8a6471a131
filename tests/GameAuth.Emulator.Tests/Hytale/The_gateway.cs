using System.Net;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Hytale;

/// <summary>The documented gateway, call by call.</summary>
public sealed class The_gateway : HytaleTest
{
    [Fact]
    public async Task Begins_with_a_code_for_thirty_minutes()
    {
        WireAnswer answer = await Client.GatewayAsync("device-code");

        Assert.Equal(["device_code", "user_code", "verification_uri", "expires_in", "interval"], answer.Json.AsObject().Select(member => member.Key));
        Assert.Equal((1800, 5), (answer.Json["expires_in"]!.GetValue<int>(), answer.Json["interval"]!.GetValue<int>()));
        Assert.StartsWith(Emulator.Hosts[HytaleFlow.OAuth].AbsoluteUri, answer["verification_uri"], StringComparison.Ordinal);
        Assert.Equal([answer["user_code"]], Emulator.Hytale.PendingUserCodes);
    }

    [Fact]
    public async Task Says_401_while_pending_and_then_the_tokens()
    {
        string code = (await Client.GatewayAsync("device-code"))["device_code"];
        WireAnswer pending = await Client.GatewayPollAsync(code);
        WireAnswer tokens = await Client.GatewayPollAsync(code);

        Assert.Equal((401, "AUTHORIZATION_PENDING", "Awaiting user authorization. Please try again in 5 seconds."), pending.Error());
        Assert.Equal(5, pending.Json["retry_after"]!.GetValue<int>());
        Assert.Equal(["access_token", "refresh_token", "expires_in", "token_type", "account_id"], tokens.Json.AsObject().Select(member => member.Key));
        Assert.Equal((3600, "Bearer", EmulatedHytaleAccount.Default.Owner), (tokens.Json["expires_in"]!.GetValue<int>(), tokens["token_type"], tokens["account_id"]));
        Assert.Equal(2, Emulator.Log.Count("gateway.token"));
    }

    [Fact]
    public async Task Knows_codes_that_are_no_good_by_two_errors()
    {
        Emulator.SignIns.Enqueue(new SignInScript { Decision = SignInDecision.Decline, AfterPolls = 0 });
        string declined = (await Client.GatewayAsync("device-code"))["device_code"];
        string old = (await Client.GatewayAsync("device-code"))["device_code"];
        Assert.Equal("FORBIDDEN", (await Client.GatewayPollAsync(declined)).Error().Code);
        Time.Advance(TimeSpan.FromMinutes(30));

        Assert.Equal((404, "SESSION_NOT_FOUND", "Device code expired (30 min limit)"), (await Client.GatewayPollAsync(old)).Error());
        Assert.Equal((400, "INVALID_DEVICE_CODE", "Device code not found or expired"), (await Client.GatewayPollAsync("made-up")).Error());
        Assert.Equal("INVALID_DEVICE_CODE", (await Client.GatewayAsync("token")).Error().Code);
        Assert.Equal("INVALID_REQUEST", (await Client.GatewayAsync("token", new JsonArray())).Error().Code);
    }

    [Fact]
    public async Task Rotates_refresh_tokens()
    {
        string first = (await Client.GatewaySignInAsync())["refresh_token"];
        WireAnswer second = await Client.GatewayRefreshAsync(first);

        Assert.Equal(["access_token", "refresh_token", "expires_in", "token_type"], second.Json.AsObject().Select(member => member.Key));
        Assert.Equal((401, "UNAUTHORIZED", "Refresh token invalid or expired. Re-authenticate required."), (await Client.GatewayRefreshAsync(first)).Error());
        Assert.Equal("UNAUTHORIZED", (await Client.GatewayRefreshAsync(second["refresh_token"])).Error().Code);
    }

    [Fact]
    public async Task Lists_profiles_and_selects_one()
    {
        string access = (await Client.GatewaySignInAsync())["access_token"];

        WireAnswer list = await Client.GatewayAsync("profiles", bearer: access);
        WireAnswer selected = await Client.GatewayAsync("select-profile", new JsonObject { ["profile_uuid"] = HytaleFlow.SecondProfile }, access);

        Assert.Equal(EmulatedHytaleAccount.Default.Owner, list["account_id"]);
        Assert.Equal($$"""{"uuid":"{{HytaleFlow.FirstProfile}}","username":"EmuRanger","created_at":"2026-01-01T00:00:00Z"}""", list.Json["profiles"]![0]!.ToJsonString());
        Assert.Equal(
            $$"""{"account_id":"{{EmulatedHytaleAccount.Default.Owner}}","profile_id":"{{HytaleFlow.SecondProfile}}","username":"EmuMiner","selected_at":"2026-01-02T03:04:05Z"}""",
            selected.Text);
        Assert.Equal((400, "INVALID_REQUEST", "profile_uuid must be a valid UUID"),
            (await Client.GatewayAsync("select-profile", new JsonObject { ["profile_uuid"] = "x" }, access)).Error());
        Assert.Equal((404, "SESSION_NOT_FOUND", "Profile not found for this account"),
            (await Client.GatewayAsync("select-profile", new JsonObject { ["profile_uuid"] = "e2000000-0000-4000-8000-0000000000ff" }, access)).Error());
    }

    [Theory]
    [InlineData("profiles")]
    [InlineData("select-profile")]
    [InlineData("game-session/new")]
    [InlineData("game-session/refresh")]
    [InlineData("game-session/delete")]
    public async Task Wants_a_good_access_token(string call)
    {
        string access = (await Client.GatewaySignInAsync())["access_token"];

        Assert.Equal((401, "UNAUTHORIZED", "Invalid or expired access token"), (await Client.GatewayAsync(call)).Error());
        Assert.Equal("UNAUTHORIZED", (await Client.GatewayAsync(call, bearer: "made.up.token")).Error().Code);
        Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal("UNAUTHORIZED", (await Client.GatewayAsync(call, bearer: access)).Error().Code);
    }

    [Fact]
    public async Task Wants_the_openid_scope_for_profiles()
    {
        string access = (await Client.HytaleSignInAsync("offline auth:server"))["access_token"];

        Assert.Equal((403, "FORBIDDEN", "Token missing required scope: openid"), (await Client.GatewayAsync("profiles", bearer: access)).Error());
    }

    [Theory]
    [InlineData("GET", "/api/v1/hytale/oauth/token")]
    [InlineData("POST", "/api/v1/hytale/oauth/tokens")]
    [InlineData("POST", "/")]
    public async Task Knows_no_other_endpoint(string method, string path)
    {
        WireAnswer answer = await Client.HytaleAsync(new HttpMethod(method), GatewayFlow.Gateway, path, null);

        Assert.Equal((404, "ENDPOINT_NOT_FOUND"), answer.Error() is var error ? (error.Status, error.Code) : default);
        Assert.Equal("gateway.unknown", Emulator.Log.Events.Single().Step);
    }

    [Fact]
    public async Task Keeps_to_the_time_between_polls_when_told_so()
    {
        EmulatorOptions options = new() { Providers = { "hytale" }, TimeProvider = Time };
        options.Hytale.EnforcePollInterval = true;
        await using GameAuthEmulator strict = await GameAuthEmulator.StartAsync(options);
        using WireClient client = new(strict, Time);
        string code = (await client.GatewayAsync("device-code"))["device_code"];
        await client.GatewayPollAsync(code);

        WireAnswer hasty = await client.GatewayPollAsync(code);

        Assert.Equal((HttpStatusCode.Unauthorized, 10), (hasty.Status, hasty.Json["retry_after"]!.GetValue<int>()));
    }
}
