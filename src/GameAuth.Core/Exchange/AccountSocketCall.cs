namespace GameAuth.Providers;

/// <summary>What a WebSocket of an account is opened with.</summary>
/// <param name="Step">The name of the step, for errors and logs: <c>real-time activity</c>.</param>
/// <param name="Target">The address: <c>https</c> or <c>wss</c> on a host of the token's audience, without TLS on an allowed loopback address only.</param>
public sealed record AccountSocketCall(string Step, Uri Target)
{
    /// <summary>The subprotocol (RFC 6455 section 1.9), which the server must agree to. Default null: none.</summary>
    public string? Protocol { get; init; }

    /// <summary>Headers of the handshake beside the token and those of the protocol, such as a protocol version. Default empty.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The largest message that is taken, in bytes. Default 256 KiB.</summary>
    public int MaxMessage { get; init; } = 256 << 10;

    /// <summary>How often the connection is pinged. Default 10 seconds, by the system's clock: .NET has no other for it.</summary>
    public TimeSpan KeepAliveInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an answer to a ping may take before the connection counts as lost. Default 20 seconds, by the system's clock.</summary>
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Makes the error of an answer that refuses the handshake. Default null: a <see cref="ProviderException"/> with its status.</summary>
    public Func<ProviderResponse, GameAuthException>? Refusal { get; init; }
}
