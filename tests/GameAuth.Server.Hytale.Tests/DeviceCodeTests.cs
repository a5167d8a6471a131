using System.Buffers.Text;
using GameAuth.Emulator;
using GameAuth.Server.Hytale.Tests.World;

namespace GameAuth.Server.Hytale.Tests;

/// <summary><c>POST /device-code</c>, line by line of the API's text.</summary>
public class DeviceCodeTests : GatewayTest
{
    [Fact]
    public async Task A_code_is_ours_and_the_rest_is_upstream_s_in_the_text_s_order()
    {
        await using GatewayWorld world = await StartAsync(static hytale => hytale.PollInterval = TimeSpan.FromSeconds(7));
        Answer answer = await world.PostAsync("/device-code");
        Assert.Equal(200, answer.Status);
        Assert.Equal(["device_code", "user_code", "verification_uri", "expires_in", "interval"], answer.Members);
        Assert.Equal((900, 7), (answer.Json.GetProperty("expires_in").GetInt32(), answer.Json.GetProperty("interval").GetInt32()));
        Assert.Equal(world.Emulator.Hytale.PendingUserCodes, [answer.Text("user_code")]);
        Assert.Equal(32, Base64Url.DecodeFromChars(answer.Text("device_code")).Length);
        Assert.EndsWith("/oauth2/device/verify", answer.Text("verification_uri"), StringComparison.Ordinal);
        Assert.Equal("no-store", answer.Headers["Cache-Control"]);
        Assert.Equal("application/json", answer.Headers["Content-Type"]);
    }

    [Theory]
    [InlineData("", "application/json")]
    [InlineData("[]", "application/json")]
    [InlineData("null", "application/json")]
    [InlineData("{", "application/json")]
    [InlineData("<html>", "text/html")]
    [InlineData("{}", "text/plain")]
    [InlineData("a=b", "application/x-www-form-urlencoded")]
    [InlineData("""{"a":1,"a":2}""", "application/json")]
    public async Task A_body_that_is_no_object_is_400(string body, string type)
    {
        await using GatewayWorld world = await StartAsync();
        Answer answer = await world.PostAsync("/device-code", new StringContent(body, System.Text.Encoding.UTF8, type));
        Assert.Equal((400, "INVALID_REQUEST", "Device code request failed"), answer.Error);
        Assert.Equal(["code", "message", "status"], answer.Members);
        Assert.Equal(400, answer.Json.GetProperty("status").GetInt32());
        Assert.Equal(0, world.Calls("hytale.device-code"));
    }

    [Fact]
    public async Task The_sixth_code_in_fifteen_minutes_is_429_with_the_headers_in_the_body_and_the_next_window_has_room()
    {
        await using GatewayWorld world = await StartAsync(nodes: 2);
        long reset = world.Clock.GetUtcNow().AddMinutes(15).ToUnixTimeSeconds();
        for (int left = 4; left >= 0; left--)
        {
            Answer permitted = await world.PostAsync("/device-code", node: left % 2);
            Assert.Equal((200, "5", $"{left}", $"{reset}"), (permitted.Status, permitted.Headers["X-RateLimit-Limit"], permitted.Headers["X-RateLimit-Remaining"], permitted.Headers["X-RateLimit-Reset"]));
        }

        Answer refused = await world.PostAsync("/device-code");
        Assert.Equal((429, "RATE_LIMITED", "Too many requests. Please try again later."), refused.Error);
        Assert.Equal(["code", "message", "status", "headers"], refused.Members);
        Assert.Equal(("5", "0", $"{reset}"), (
            refused.Json.GetProperty("headers").GetProperty("X-RateLimit-Limit").GetString(), refused.Json.GetProperty("headers").GetProperty("X-RateLimit-Remaining").GetString(),
            refused.Json.GetProperty("headers").GetProperty("X-RateLimit-Reset").GetString()));
        Assert.Equal(("900", "0"), (refused.Headers["Retry-After"], refused.Headers["X-RateLimit-Remaining"]));
        Assert.Equal(5, world.Calls("hytale.device-code"));

        // Others have windows of their own, but for those of one /64.
        Assert.Equal(200, (await world.PostAsync("/device-code", headers: ("X-Forwarded-For", "2001:db8:1:2::1"))).Status);
        Answer neighbour = await world.PostAsync("/device-code", headers: ("X-Forwarded-For", "2001:db8:1:2:ffff::9"));
        Assert.Equal("3", neighbour.Headers["X-RateLimit-Remaining"]);
        await world.PassAsync(TimeSpan.FromMinutes(15));
        Assert.Equal(200, (await world.PostAsync("/device-code")).Status);
    }

    [Fact]
    public async Task A_service_that_is_down_is_5xx_and_nothing_of_its_text_is_passed_on()
    {
        await using GatewayWorld world = await StartAsync();
        world.Emulator.Faults.Add(new Fault { At = "hytale.device-code", Status = 503, Body = "CANARY", Times = null });
        Answer answer = await world.PostPatientlyAsync("/device-code");
        Assert.Equal((503, "SERVICE_ERROR"), (answer.Status, answer.Find("code")));
        Assert.DoesNotContain("CANARY", answer.Raw, StringComparison.Ordinal);
        Assert.True(answer.Headers.ContainsKey("Retry-After") && answer.Headers.ContainsKey("X-RateLimit-Limit"));
    }

    [Fact]
    public async Task Two_codes_are_never_the_same_and_the_stores_have_neither()
    {
        await using GatewayWorld world = await StartAsync();
        (string first, _) = await world.RequestCodeAsync();
        (string second, _) = await world.RequestCodeAsync();
        Assert.NotEqual(first, second);
        Assert.Null(await world.Store.FindWorkAsync("hytale-code", first, default));
        Assert.DoesNotContain(first, world.Logs.Text, StringComparison.Ordinal);
    }
}
