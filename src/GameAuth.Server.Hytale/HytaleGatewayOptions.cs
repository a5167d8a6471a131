namespace GameAuth.Server.Hytale;

/// <summary>The settings of the Hytale gateway; bound from the section <c>GameAuth:HytaleGateway</c> of the host's configuration. Read once, at the host's start, which checks them.</summary>
public sealed class HytaleGatewayOptions
{
    /// <summary>The provider's name in rows and in subjects of callers' tokens: <c>hytale</c>.</summary>
    public const string Provider = "hytale";

    /// <summary>The name of the <see cref="SessionProfile"/> of callers: <c>hytale-gateway</c>. It is the audience of their access tokens, too.</summary>
    public const string Profile = "hytale-gateway";

    /// <summary>The registration of <c>AddHytale()</c> that the accounts are kept under. Default <c>default</c>. Its dialect is Direct, and its calls share one budget (<see cref="GameAuth.Hytale.HytaleOptions.EgressBudget"/>).</summary>
    public string Registration { get; set; } = "default";

    /// <summary>How many requests a minute go to Hytale from this process. Default 600; 1 to 100,000. Hytale documents no limit of its own.</summary>
    public int UpstreamRequestsPerMinute { get; set; } = 600;

    /// <summary>How many game sessions an account may have here when it signs in, unless one of its profiles has <c>sessions.unlimited_servers</c>. Default 100, as documented; new sessions are limited by Hytale itself.</summary>
    public int SessionLimit { get; set; } = 100;

    /// <summary>Whether profiles, selection, new, refreshed and ended game sessions share one limit of 20 calls an hour for an account. Default false: 20 for each, as documented.</summary>
    public bool SharedHourlyLimit { get; set; }

    /// <summary>Whether the audit has addresses and user agents of callers in plain, as the actor of a row, beside the hashes that it always has. Default false. They are personal data: <see cref="GameAuthServerOptions.AuditRetention"/> says how long they stay.</summary>
    public bool PlainAudit { get; set; }
}
