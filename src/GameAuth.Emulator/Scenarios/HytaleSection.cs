namespace GameAuth.Emulator.Scenarios;

/// <summary>The <c>hytale</c> section.</summary>
internal static class HytaleSection
{
    public static HytaleEmulatorOptions Read(ScenarioObject hytale)
    {
        HytaleEmulatorOptions options = new();
        foreach (ScenarioObject account in hytale.Objects("accounts")) { options.Accounts.Add(Account(account)); }
        if (HytaleAccountCheck.ProblemOf([.. options.Accounts]) is { } problem) { throw hytale.Wrong($"{hytale.Path}.accounts", problem); }
        options.ClientId = hytale.Text("clientId") ?? options.ClientId;
        options.PollInterval = hytale.Duration("pollInterval") ?? options.PollInterval;
        options.EnforcePollInterval = hytale.Flag("enforcePollInterval") ?? options.EnforcePollInterval;
        options.DetectRefreshTokenReuse = hytale.Flag("detectRefreshTokenReuse") ?? options.DetectRefreshTokenReuse;
        options.SessionLimit = hytale.Integer("sessionLimit", 0) ?? options.SessionLimit;
        options.Claims = hytale.Choice<HytaleClaimShape>("claims") ?? options.Claims;
        options.IdentityScope = hytale.Text("identityScope") ?? options.IdentityScope;
        options.JwksMaxAge = hytale.Duration("jwksMaxAge") ?? options.JwksMaxAge;
        options.GatewayStyle = hytale.Choice<HytaleGatewayStyle>("gatewayStyle") ?? options.GatewayStyle;
        options.GatewayKeepsTokens = hytale.Flag("gatewayKeepsTokens") ?? options.GatewayKeepsTokens;
        options.GatewayRequiresAccountId = hytale.Flag("gatewayRequiresAccountId") ?? options.GatewayRequiresAccountId;
        options.GatewayRefreshWindow = hytale.Duration("gatewayRefreshWindow") ?? options.GatewayRefreshWindow;
        options.EnforceGatewayLimits = hytale.Flag("enforceGatewayLimits") ?? options.EnforceGatewayLimits;
        options.EnforceDirectLimits = hytale.Flag("enforceDirectLimits") ?? options.EnforceDirectLimits;
        options.SharedHourlyLimit = hytale.Flag("sharedHourlyLimit") ?? options.SharedHourlyLimit;
        options.LimiterStyle = hytale.Choice<HytaleLimiterStyle>("limiterStyle") ?? options.LimiterStyle;
        if (hytale.Object("lifetimes") is { } lifetimes) { options.Lifetimes = Lifetimes(lifetimes); }
        hytale.RefuseOthers();
        return options;
    }

    private static EmulatedHytaleAccount Account(ScenarioObject section)
    {
        EmulatedHytaleAccount account = new()
        {
            Owner = section.RequiredText("owner"),
            Email = section.Text("email"),
            Profiles = [.. section.Objects("profiles").Select(Profile)],
        };
        section.RefuseOthers();
        return account;
    }

    private static EmulatedHytaleProfile Profile(ScenarioObject section)
    {
        EmulatedHytaleProfile usual = new() { Uuid = section.RequiredText("uuid"), Username = section.RequiredText("username") };
        EmulatedHytaleProfile profile = usual with
        {
            Entitlements = section.Member("entitlements") is null ? usual.Entitlements : section.Texts("entitlements"),
            Skin = section.TextOrJson("skin") ?? usual.Skin,
            CreatedAt = section.Instant("createdAt") ?? usual.CreatedAt,
        };
        section.RefuseOthers();
        return profile;
    }

    private static HytaleLifetimes Lifetimes(ScenarioObject section)
    {
        HytaleLifetimes lifetimes = new();
        lifetimes.DeviceCode = section.Duration("deviceCode") ?? lifetimes.DeviceCode;
        lifetimes.GatewayDeviceCode = section.Duration("gatewayDeviceCode") ?? lifetimes.GatewayDeviceCode;
        lifetimes.Access = section.Duration("access") ?? lifetimes.Access;
        lifetimes.Refresh = section.Duration("refresh") ?? lifetimes.Refresh;
        lifetimes.Session = section.Duration("session") ?? lifetimes.Session;
        lifetimes.Grant = section.Duration("grant") ?? lifetimes.Grant;
        lifetimes.ServerAccess = section.Duration("serverAccess") ?? lifetimes.ServerAccess;
        section.RefuseOthers();
        return lifetimes;
    }
}
