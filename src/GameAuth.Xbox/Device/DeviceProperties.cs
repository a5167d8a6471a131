namespace GameAuth.Xbox;

/// <summary>The device that <c>/device/authenticate</c> is asked a token for.</summary>
internal sealed class DeviceProperties
{
    public string AuthMethod { get; } = "ProofOfPossession";

    public required string Id { get; init; }

    public required string DeviceType { get; init; }

    public string? SerialNumber { get; init; }

    public required string Version { get; init; }

    public required XboxProofKeyJwk ProofKey { get; init; }
}
