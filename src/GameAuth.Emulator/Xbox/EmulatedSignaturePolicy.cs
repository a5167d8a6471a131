namespace GameAuth.Emulator;

/// <summary>
/// How requests to an added endpoint are signed. Where the endpoint is an emulated API host, by its live name or as a loopback address,
/// signatures there are checked by this policy too.
/// </summary>
public sealed record EmulatedSignaturePolicy
{
    /// <summary>The policy's version, the first number of a signature. Default: 1, the only one that the emulator checks.</summary>
    public int Version { get; init; } = 1;

    /// <summary>The algorithms. Default: ES256.</summary>
    public IReadOnlyList<string> SupportedAlgorithms { get; init; } = ["ES256"];

    /// <summary>How much of a body is signed, in bytes. Default: 8192.</summary>
    public uint MaxBodyBytes { get; init; } = 8192;

    /// <summary>The headers whose values are signed after Authorization, in this order; an absent one counts as empty. Default: none.</summary>
    public IReadOnlyList<string> ExtraHeaders { get; init; } = [];
}
