namespace GameAuth.Emulator.Tests.Hytale;

public sealed class A_hytale_scenario
{
    [Fact]
    public void That_is_empty_changes_nothing()
    {
        HytaleEmulatorOptions options = EmulatorScenario.Parse("""{ "hytale": {} }""").Hytale;

        Assert.Empty(options.Accounts);
        Assert.Equal(("hytale-server", 100, HytaleGatewayStyle.Documented), (options.ClientId, options.SessionLimit, options.GatewayStyle));
        Assert.Equal((true, false, true), (options.EnforceGatewayLimits, options.EnforceDirectLimits, options.DetectRefreshTokenReuse));
    }

    [Fact]
    public void Sets_every_option()
    {
        EmulatorOptions all = EmulatorScenario.Parse("""
            {
              "signIns": [ { "player": "EmuA" } ],
              "hytale": {
                "clientId": "c", "pollInterval": "00:00:01", "enforcePollInterval": true, "detectRefreshTokenReuse": false, "sessionLimit": 500,
                "claims": "nestedProfile", "identityScope": "hytale:editor", "jwksMaxAge": "00:05:00", "gatewayStyle": "knownCode", "gatewayKeepsTokens": true,
                "gatewayRequiresAccountId": true, "gatewayRefreshWindow": "00:20:00", "enforceGatewayLimits": false, "enforceDirectLimits": true,
                "sharedHourlyLimit": true, "limiterStyle": "tokenBucket",
                "lifetimes": { "deviceCode": "00:01:00", "gatewayDeviceCode": "00:02:00", "access": "00:03:00", "refresh": "1.00:00:00", "session": "00:04:00", "grant": "00:05:00", "serverAccess": "00:06:00" },
                "accounts": [ { "owner": "e1000000-0000-4000-8000-00000000000c", "email": "a@example.test", "profiles": [
                  { "uuid": "e2000000-0000-4000-8000-00000000000c", "username": "EmuA", "entitlements": [], "skin": { "a": 1 }, "createdAt": "2025-01-01T00:00:00Z" } ] } ]
              }
            }
            """);

        HytaleEmulatorOptions options = all.Hytale;
        Assert.Equal(("c", 500, HytaleClaimShape.NestedProfile, "hytale:editor"), (options.ClientId, options.SessionLimit, options.Claims, options.IdentityScope));
        Assert.Equal((true, false, true, true), (options.EnforcePollInterval, options.DetectRefreshTokenReuse, options.GatewayKeepsTokens, options.GatewayRequiresAccountId));
        Assert.Equal((false, true, true), (options.EnforceGatewayLimits, options.EnforceDirectLimits, options.SharedHourlyLimit));
        Assert.Equal((HytaleGatewayStyle.KnownCode, HytaleLimiterStyle.TokenBucket), (options.GatewayStyle, options.LimiterStyle));
        Assert.Equal([1, 5, 20], new[] { options.PollInterval.TotalSeconds, options.JwksMaxAge.TotalMinutes, options.GatewayRefreshWindow.TotalMinutes });
        HytaleLifetimes lives = options.Lifetimes;
        Assert.Equal([1, 2, 3, 1440, 4, 5, 6],
            new[] { lives.DeviceCode, lives.GatewayDeviceCode, lives.Access, lives.Refresh, lives.Session, lives.Grant, lives.ServerAccess }.Select(life => life.TotalMinutes));
        EmulatedHytaleProfile profile = options.Accounts.Single().Profiles.Single();
        Assert.Equal(("EmuA", 0, "{ \"a\": 1 }", 2025), (profile.Username, profile.Entitlements.Count, profile.Skin, profile.CreatedAt.Year));
        Assert.Equal("a@example.test", options.Accounts.Single().Email);
    }

    [Theory]
    [InlineData("""{ "hytale": { "sesionLimit": 1 } }""", "$.hytale.sesionLimit", "sessionLimit")]
    [InlineData("""{ "hytale": { "gatewayStyle": "old" } }""", "$.hytale.gatewayStyle", "documented, knownCode")]
    [InlineData("""{ "hytale": { "accounts": [ { "profiles": [] } ] } }""", "$.hytale.accounts[0].owner", "required")]
    [InlineData("""{ "hytale": { "accounts": [ { "owner": "E1" } ] } }""", "$.hytale.accounts", "UUID in lower case")]
    [InlineData("""{ "hytale": { "lifetimes": { "acces": "00:01:00" } } }""", "$.hytale.lifetimes.acces", "access")]
    [InlineData("""{ "faults": [ { "at": "hytale.session" } ] }""", "$.faults[0]", "hytale.session-new")]
    [InlineData("""{ "signIns": [ { "player": "Zoe" } ] }""", "$.signIns[0].player", "EmuMiner")]
    public void That_makes_no_sense_is_refused_at_its_place_with_the_fix(string json, string path, string fix)
    {
        ScenarioException error = Assert.Throws<ScenarioException>(() => EmulatorScenario.Parse(json));

        Assert.Equal(path, error.JsonPath);
        Assert.Contains(fix, error.Problem, StringComparison.Ordinal);
    }
}
