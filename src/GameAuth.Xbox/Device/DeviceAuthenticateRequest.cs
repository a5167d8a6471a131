namespace GameAuth.Xbox;

/// <summary>The body of <c>/device/authenticate</c>.</summary>
internal sealed class DeviceAuthenticateRequest
{
    public required DeviceProperties Properties { get; init; }

    public string RelyingParty { get; } = XboxDefaults.AuthRelyingParty;

    public string TokenType { get; } = "JWT";
}
