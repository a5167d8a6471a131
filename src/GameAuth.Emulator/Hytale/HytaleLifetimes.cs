namespace GameAuth.Emulator;

/// <summary>How long Hytale's tokens live. The defaults are the documented ones; clients must go by what an answer says.</summary>
public sealed class HytaleLifetimes
{
    /// <summary>A device code and its user code. Default: 15 minutes, as the official guide's sample.</summary>
    public TimeSpan DeviceCode { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>A device code that the gateway hands out. Default: 30 minutes, as its documentation says.</summary>
    public TimeSpan GatewayDeviceCode { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>An access token. Default: one hour.</summary>
    public TimeSpan Access { get; set; } = TimeSpan.FromHours(1);

    /// <summary>A refresh token, from its own issue on. Default: 30 days.</summary>
    public TimeSpan Refresh { get; set; } = TimeSpan.FromDays(30);

    /// <summary>A game session with its session and identity token. Default: one hour.</summary>
    public TimeSpan Session { get; set; } = TimeSpan.FromHours(1);

    /// <summary>An authorization grant of a server join. Default: 5 minutes, a choice.</summary>
    public TimeSpan Grant { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>An access token of a server join. Default: one hour, a choice.</summary>
    public TimeSpan ServerAccess { get; set; } = TimeSpan.FromHours(1);

    internal TimeSpan Of(HytaleTokenKind kind) => kind switch
    {
        HytaleTokenKind.Access => Access,
        HytaleTokenKind.Refresh => Refresh,
        HytaleTokenKind.Session or HytaleTokenKind.Identity => Session,
        HytaleTokenKind.Grant => Grant,
        _ => ServerAccess,
    };
}
