using System.Net;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Hytale;

public sealed class A_gateway_that_keeps_the_tokens : HytaleTest
{
    protected override void Configure(EmulatorOptions options, HytaleEmulatorOptions hytale)
    {
        hytale.GatewayStyle = HytaleGatewayStyle.KnownCode;
        hytale.GatewayKeepsTokens = true;
        hytale.GatewayRequiresAccountId = true;
    }

    [Fact]
    public async Task Refreshes_without_showing_what_it_got()
    {
        string code = (await Client.GatewayAsync("device-code", Caller()))["device_code"];
        await Client.GatewayAsync("token", Caller("device_code", code));
        WireAnswer tokens = await Client.GatewayAsync("token", Caller("device_code", code));
        string old = tokens["refresh_token"];

        WireAnswer first = await Client.GatewayAsync("refresh", Caller("refresh_token", old));
        WireAnswer again = await Client.GatewayAsync("refresh", Caller("refresh_token", old));
        Time.Advance(TimeSpan.FromMinutes(59));
        await Client.GatewayAsync("refresh", Caller());
        Time.Advance(TimeSpan.FromMinutes(30));

        Assert.Equal("""{"success":true,"message":"Token refreshed"}""", first.Text);
        Assert.Equal(HttpStatusCode.OK, again.Status);
        Assert.Equal(HttpStatusCode.OK, (await Client.GatewayAsync("profiles", Caller(), tokens["access_token"])).Status);
    }

    [Fact]
    public async Task Wants_to_know_who_calls()
    {
        WireAnswer answer = await Client.GatewayAsync("device-code");

        Assert.Equal((400, "account_id is required"), ((int)answer.Status, answer["error"]));
    }

    private static JsonObject Caller(string? name = null, string? value = null)
    {
        JsonObject body = new() { ["account_id"] = GatewayFlow.Caller };
        if (name is not null) { body[name] = value; }
        return body;
    }
}
