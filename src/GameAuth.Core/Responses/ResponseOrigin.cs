namespace GameAuth.Providers;

/// <summary>Who was asked for what: the names that an answer and its errors carry.</summary>
/// <param name="Provider">The provider, such as <c>xbox</c>.</param>
/// <param name="Step">The step, such as <c>xsts</c>.</param>
/// <param name="ReceivedAt">The local time at which the headers of the answer arrived.</param>
public sealed record ResponseOrigin(string Provider, string Step, DateTimeOffset ReceivedAt)
{
    /// <summary>The headers that may hold a correlation id, best first. Default: <c>X-Correlation-Id</c>, <c>X-Request-Id</c>, <c>Request-Id</c>.</summary>
    public IReadOnlyList<string> CorrelationHeaders { get; init; } = DefaultCorrelationHeaders;

    internal static IReadOnlyList<string> DefaultCorrelationHeaders { get; } = ["X-Correlation-Id", "X-Request-Id", "Request-Id"];

    internal string? FindCorrelationId(ProviderResponse answer)
    {
        foreach (string name in CorrelationHeaders)
        {
            if (ServerText.Clean(answer.Header(name), 128) is { Length: > 0 } id)
            {
                return id;
            }
        }

        return null;
    }
}
