namespace GameAuth.Emulator;

/// <summary>
/// An entry that is added to the list of endpoints of title.mgt.xboxlive.com (NSAL), with a signing policy of its own if it is to
/// have one: the public list has no policy with extra headers, and a client must be able to meet one.
/// </summary>
public sealed record EmulatedTitleEndpoint
{
    /// <summary>The host, a pattern such as <c>*.example.test</c>, or an address range, as <see cref="HostType"/> says.</summary>
    public required string Host { get; init; }

    /// <summary><c>fqdn</c>, <c>wildcard</c> or <c>cidr</c>. Default: <c>fqdn</c>.</summary>
    public string HostType { get; init; } = "fqdn";

    /// <summary><c>https</c> or <c>http</c>. Default: <c>https</c>.</summary>
    public string Protocol { get; init; } = "https";

    /// <summary>The port; null for one that the entry does not name.</summary>
    public int? Port { get; init; }

    /// <summary>The beginning of the path; null for every path.</summary>
    public string? Path { get; init; }

    /// <summary>The relying party whose tokens go there; null for none.</summary>
    public string? RelyingParty { get; init; }

    /// <summary>The signing policy; null for unsigned requests.</summary>
    public EmulatedSignaturePolicy? Policy { get; init; }
}

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
