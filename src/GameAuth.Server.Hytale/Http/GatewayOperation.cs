namespace GameAuth.Server.Hytale;

/// <summary>One of the eight calls: its address and its limit. Immutable.</summary>
/// <param name="Path">The address below <see cref="Root"/>.</param>
/// <param name="Permits">How many calls its window has.</param>
/// <param name="Window">The window.</param>
internal sealed record GatewayOperation(string Path, int Permits, TimeSpan Window)
{
    public const string Root = "/api/v1/hytale/oauth";

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public static readonly GatewayOperation DeviceCode = new("/device-code", 5, TimeSpan.FromMinutes(15)) { HasHeadersInBody = true };
    public static readonly GatewayOperation Token = new("/token", 10, TimeSpan.FromMinutes(5));
    public static readonly GatewayOperation Refresh = new("/refresh", 6, Hour);
    public static readonly GatewayOperation Profiles = new("/profiles", 20, Hour) { IsHourly = true };
    public static readonly GatewayOperation SelectProfile = new("/select-profile", 20, Hour) { IsHourly = true };
    public static readonly GatewayOperation SessionNew = new("/game-session/new", 20, Hour) { IsHourly = true };
    public static readonly GatewayOperation SessionRefresh = new("/game-session/refresh", 20, Hour) { IsHourly = true };
    public static readonly GatewayOperation SessionDelete = new("/game-session/delete", 20, Hour) { IsHourly = true };

    public static IReadOnlyList<GatewayOperation> All { get; } = [DeviceCode, Token, Refresh, Profiles, SelectProfile, SessionNew, SessionRefresh, SessionDelete];

    /// <summary>Whether it is one of the five that a caller's access token is for, and that may share a limit.</summary>
    public bool IsHourly { get; private init; }

    /// <summary>Whether its 429 repeats the headers in the body.</summary>
    public bool HasHeadersInBody { get; private init; }

    /// <summary>What it answers where its limit is reached.</summary>
    public GatewayError Limited => this == Refresh ? GatewayError.RefreshLimited : GatewayError.RateLimited;

    /// <summary>What it answers to a body that is none.</summary>
    public GatewayError InvalidBody => this == DeviceCode ? GatewayError.DeviceCodeFailed : GatewayError.InvalidBody;
}
