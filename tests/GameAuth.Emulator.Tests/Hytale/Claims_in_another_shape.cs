using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Hytale;

public sealed class Claims_in_another_shape
{
    [Fact]
    public async Task Nest_the_name()
    {
        Token identity = new((await SessionAsync(HytaleClaimShape.NestedProfile))["identityToken"]);

        Assert.Equal($$"""{"username":"EmuRanger","uuid":"{{HytaleFlow.FirstProfile}}"}""", identity.Claims["profile"]!.ToJsonString());
        Assert.Null(identity["username"]);
    }

    [Fact]
    public async Task Follow_the_gateway_s_text()
    {
        WireAnswer session = await SessionAsync(HytaleClaimShape.GatewayText);
        (Token token, Token identity) = (new Token(session["sessionToken"]), new Token(session["identityToken"]));

        Assert.Equal((HytaleFlow.FirstProfile, "sessions"), (token["sub"], token["aud"]));
        Assert.True(Guid.TryParse(token["session_id"], out _));
        Assert.Equal((EmulatedHytaleAccount.Default.Owner, "identities", "EmuRanger", "emu@example.test"), (identity["sub"], identity["aud"], identity["preferred_username"], identity["email"]));
    }

    private static async Task<WireAnswer> SessionAsync(HytaleClaimShape shape)
    {
        EmulatorOptions options = new() { Providers = { "hytale" } };
        options.Hytale.Claims = shape;
        options.Hytale.Accounts.Add(EmulatedHytaleAccount.Default with { Email = "emu@example.test" });
        await using GameAuthEmulator emulator = await GameAuthEmulator.StartAsync(options);
        using WireClient client = new(emulator);
        return await client.NewSessionAsync((await client.HytaleSignInAsync())["access_token"]);
    }
}
