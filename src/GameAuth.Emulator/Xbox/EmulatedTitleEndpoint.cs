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
