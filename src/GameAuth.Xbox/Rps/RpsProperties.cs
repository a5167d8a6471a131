namespace GameAuth.Xbox;

/// <summary>What a Microsoft ticket is exchanged with. A title token is bound to a device token and its key; a user token to neither.</summary>
internal sealed class RpsProperties
{
    public string AuthMethod { get; } = "RPS";

    public string? DeviceToken { get; init; }

    public required string RpsTicket { get; init; }

    public string SiteName { get; } = XboxDefaults.SiteName;

    public XboxProofKeyJwk? ProofKey { get; init; }
}
