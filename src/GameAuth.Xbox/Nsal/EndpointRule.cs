namespace GameAuth.Xbox;

/// <summary>One entry of an endpoint list: which requests it is about, and what goes on them. Immutable.</summary>
internal sealed class EndpointRule
{
    /// <summary><c>https</c> or <c>http</c>.</summary>
    public required string Scheme { get; init; }

    public required EndpointHostKind Kind { get; init; }

    /// <summary>The name in lower case, what follows <c>*.</c>, or the network.</summary>
    public required string Host { get; init; }

    public required int Port { get; init; }

    /// <summary>The path that the request's has to be or to be below; empty for any.</summary>
    public string Path { get; init; } = "";

    /// <summary>Whom the token is for; null where none goes.</summary>
    public string? RelyingParty { get; init; }

    /// <summary>Signs by the entry's policy; null where requests are not signed.</summary>
    public XboxRequestSigner? Signer { get; init; }

    /// <summary>Whether a request to the rule's host falls under it.</summary>
    public bool Takes(string scheme, int port, ReadOnlySpan<char> target) =>
        port == Port && string.Equals(scheme, Scheme, StringComparison.Ordinal) && (Path.Length == 0 || IsBelow(target));

    // "/upsell" is for "/upsell", "/upsell/x" and "/upsell?x", and not for "/upsells".
    private bool IsBelow(ReadOnlySpan<char> target) =>
        target.StartsWith(Path, StringComparison.Ordinal)
        && (target.Length == Path.Length || Path[^1] == '/' || target[Path.Length] is '/' or '?');
}
