namespace GameAuth.Emulator.Hytale.Limits;

/// <summary>A documented quota of the gateway.</summary>
internal sealed record LimitRule(string Name, int Count, TimeSpan Window)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>5 in 15 minutes per address, 10 polls in 5 minutes, 6 refreshes an hour, 20 an hour of each other call. Null where there is none.</summary>
    public static LimitRule? Of(string step, bool sharesHourly) => step switch
    {
        HytaleSteps.GatewayDeviceCode or HytaleSteps.DeviceCode => new("device-code", 5, TimeSpan.FromMinutes(15)),
        HytaleSteps.GatewayToken or HytaleSteps.Poll => new("poll", 10, TimeSpan.FromMinutes(5)),
        HytaleSteps.GatewayRefresh or HytaleSteps.Refresh => new("refresh", 6, Hour),
        _ => HourlyName(step) is { } name ? new(sharesHourly ? "api" : name, 20, Hour) : null,
    };

    private static string? HourlyName(string step) => step switch
    {
        HytaleSteps.GatewayProfiles or HytaleSteps.Profiles => "profiles",
        HytaleSteps.GatewaySelectProfile => "select",
        HytaleSteps.GatewaySessionNew or HytaleSteps.SessionNew => "session-new",
        HytaleSteps.GatewaySessionRefresh or HytaleSteps.SessionRefresh => "session-refresh",
        HytaleSteps.GatewaySessionDelete or HytaleSteps.SessionEnd => "session-end",
        _ => null,
    };
}
