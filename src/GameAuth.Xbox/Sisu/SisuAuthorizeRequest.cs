namespace GameAuth.Xbox;

/// <summary>The body of <c>/authorize</c> on sisu.xboxlive.com.</summary>
internal sealed class SisuAuthorizeRequest
{
    public required string AccessToken { get; init; }

    public required string AppId { get; init; }

    public required string DeviceToken { get; init; }

    public required string Sandbox { get; init; }

    public string SiteName { get; } = XboxDefaults.SiteName;

    public string RelyingParty { get; } = XboxDefaults.RelyingParty;

    public bool UseModernGamertag { get; } = true;

    /// <summary>The session of the sign-in that <c>/authenticate</c> began; null for any other.</summary>
    public string? SessionId { get; init; }

    public required XboxProofKeyJwk ProofKey { get; init; }
}
