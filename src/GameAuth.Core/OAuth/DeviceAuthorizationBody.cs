namespace GameAuth.Providers;

/// <summary>The members of a device authorization endpoint's answer (RFC 8628 section 3.2).</summary>
internal sealed class DeviceAuthorizationBody
{
    public Secret? DeviceCode { get; set; }

    public string? UserCode { get; set; }

    public string? VerificationUri { get; set; }

    // The name before the RFC, still sent by some servers.
    public string? VerificationUrl { get; set; }

    public string? VerificationUriComplete { get; set; }

    public long? ExpiresIn { get; set; }

    public long? Interval { get; set; }
}
