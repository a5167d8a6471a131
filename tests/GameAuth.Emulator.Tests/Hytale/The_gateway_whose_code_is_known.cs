using System.Text.Json.Nodes;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Hytale;

public sealed class The_gateway_whose_code_is_known : HytaleTest
{
    protected override void Configure(EmulatorOptions options, HytaleEmulatorOptions hytale) => hytale.GatewayStyle = HytaleGatewayStyle.KnownCode;

    [Fact]
    public async Task Says_202_while_pending_and_400_for_every_other_error()
    {
        Emulator.SignIns.Enqueue(new SignInScript { Decision = SignInDecision.Decline, AfterPolls = 1 });
        WireAnswer begin = await Client.GatewayAsync("device-code", new JsonObject { ["account_id"] = GatewayFlow.Caller });

        WireAnswer pending = await Client.GatewayPollAsync(begin["device_code"]);
        WireAnswer declined = await Client.GatewayPollAsync(begin["device_code"]);

        Assert.Contains("user_code=", begin["verification_uri_complete"], StringComparison.Ordinal);
        Assert.Equal((202, false, "authorization_pending"), Finding(pending));
        Assert.Equal((400, false, "access_denied"), Finding(declined));
        Assert.Equal((400, false, "Invalid or expired access token"), Finding(await Client.GatewayAsync("profiles")));
        Assert.Null(declined.Json["code"]);
    }

    [Fact]
    public async Task Knows_its_callers_by_account_id_alone()
    {
        WireAnswer tokens = await Client.GatewaySignInAsync(GatewayFlow.Caller);
        JsonObject caller = new() { ["account_id"] = GatewayFlow.Caller };

        WireAnswer profiles = await Client.GatewayAsync("profiles", caller.DeepClone());
        WireAnswer refreshed = await Client.GatewayAsync("refresh", caller.DeepClone());

        Assert.Equal(GatewayFlow.Caller, tokens["account_id"]);
        Assert.Equal(EmulatedHytaleAccount.Default.Owner, profiles["owner"]);
        Assert.Equal($$"""{"uuid":"{{HytaleFlow.FirstProfile}}","username":"EmuRanger"}""", profiles.Json["profiles"]![0]!.ToJsonString());
        Assert.NotEqual(tokens["refresh_token"], refreshed["refresh_token"]);
    }

    [Fact]
    public async Task Has_sessions_without_an_id_one_for_each_profile()
    {
        string access = (await Client.GatewaySignInAsync())["access_token"];
        JsonObject profile = new() { ["profile_uuid"] = HytaleFlow.FirstProfile };

        WireAnswer session = await Client.GatewaySessionAsync(access);
        WireAnswer early = await Client.GatewayAsync("game-session/refresh", profile.DeepClone(), access);
        WireAnswer ended = await Client.GatewayAsync("game-session/delete", profile.DeepClone(), access);

        Assert.Null(session.Json["session_id"]);
        Assert.Equal((400, false), Finding(early) is var one ? (one.Status, one.Success) : default);
        Assert.True(ended.Json["success"]!.GetValue<bool>());
        Assert.Empty(Emulator.Hytale.Sessions);
    }

    private static (int Status, bool Success, string Error) Finding(WireAnswer answer) =>
        ((int)answer.Status, answer.Json["success"]!.GetValue<bool>(), answer["error"]);
}
