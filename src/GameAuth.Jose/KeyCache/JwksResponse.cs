namespace GameAuth.Jose;

/// <summary>What a fetch delegate answers. A failure, whatever its kind, is an exception of the delegate.</summary>
public sealed class JwksResponse
{
    private JwksResponse(ReadOnlyMemory<byte>? body, string? entityTag, TimeSpan? maxAge) => (Body, EntityTag, MaxAge) = (body, entityTag, maxAge);

    /// <summary>The key set's JSON; null when it has not changed.</summary>
    public ReadOnlyMemory<byte>? Body { get; }

    /// <summary>The answer's entity tag, if it has one.</summary>
    public string? EntityTag { get; }

    /// <summary>How long the service says that the answer is fresh (<c>Cache-Control: max-age</c>), if it does.</summary>
    public TimeSpan? MaxAge { get; }

    /// <summary>A key set (HTTP 200).</summary>
    /// <param name="body">The JSON in UTF-8; longer than <see cref="JsonWebKeySet.MaxLength"/> is refused, so read no more than a byte above that.</param>
    /// <param name="entityTag">The answer's entity tag, if it has one.</param>
    /// <param name="maxAge">How long it is fresh, if the service says so.</param>
    /// <returns>The answer.</returns>
    public static JwksResponse Keys(ReadOnlyMemory<byte> body, string? entityTag = null, TimeSpan? maxAge = null) => new(body, entityTag, maxAge);

    /// <summary>The keys are those that the request's entity tag names (HTTP 304).</summary>
    /// <param name="maxAge">How long they are fresh, if the service says so.</param>
    /// <returns>The answer.</returns>
    public static JwksResponse NotModified(TimeSpan? maxAge = null) => new(null, null, maxAge);
}

/// <summary>What a key cache asks of its fetch delegate.</summary>
/// <param name="EntityTag">The entity tag of the answer that it holds, for <c>If-None-Match</c>; null when it holds none.</param>
public sealed record JwksRequest(string? EntityTag);
