namespace GameAuth.Emulator;

/// <summary>How long tokens live. The defaults are what was seen on the live services; clients must go by what an answer says.</summary>
public sealed class XboxLifetimes
{
    /// <summary>A device code and its user code. Default: 15 minutes.</summary>
    public TimeSpan DeviceCode { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>An authorization code. Default: 10 minutes, the most that RFC 6749 section 4.1.2 recommends.</summary>
    public TimeSpan AuthorizationCode { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>A Microsoft account access token of the <c>MBI_SSL</c> scope. Default: 24 hours.</summary>
    public TimeSpan MsaAccess { get; set; } = TimeSpan.FromHours(24);

    /// <summary>A Microsoft account access token of an Azure application's scopes. Default: one hour.</summary>
    public TimeSpan AzureAccess { get; set; } = TimeSpan.FromHours(1);

    /// <summary>A refresh token. Default: 90 days.</summary>
    public TimeSpan MsaRefresh { get; set; } = TimeSpan.FromDays(90);

    /// <summary>A device token. Default: 14 days.</summary>
    public TimeSpan Device { get; set; } = TimeSpan.FromDays(14);

    /// <summary>A user token. Default: 14 days.</summary>
    public TimeSpan User { get; set; } = TimeSpan.FromDays(14);

    /// <summary>A title token. Default: 14 days.</summary>
    public TimeSpan Title { get; set; } = TimeSpan.FromDays(14);

    /// <summary>An XSTS token. Default: 16 hours.</summary>
    public TimeSpan Xsts { get; set; } = TimeSpan.FromHours(16);

    /// <summary>An access token of the Minecraft services. Default: 24 hours.</summary>
    public TimeSpan Minecraft { get; set; } = TimeSpan.FromHours(24);

    /// <summary>The two certificates of a Bedrock chain. Default: 24 hours.</summary>
    public TimeSpan MinecraftChain { get; set; } = TimeSpan.FromHours(24);

    internal TimeSpan Of(XboxTokenKind kind) => kind switch
    {
        XboxTokenKind.MsaAccess => MsaAccess,
        XboxTokenKind.MsaRefresh => MsaRefresh,
        XboxTokenKind.Device => Device,
        XboxTokenKind.User => User,
        XboxTokenKind.Title => Title,
        XboxTokenKind.Minecraft => Minecraft,
        _ => Xsts,
    };
}
