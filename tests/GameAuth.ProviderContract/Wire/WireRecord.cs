namespace GameAuth.ProviderContract;

/// <summary>A request as it left.</summary>
/// <param name="Call">What it is.</param>
/// <param name="Target">Where it went.</param>
/// <param name="Headers">Its headers.</param>
public sealed record WireRecord(WireCall Call, Uri Target, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>Whether it asks for a WebSocket.</summary>
    public bool IsHandshake => Headers.TryGetValue("Upgrade", out string? protocol) && protocol.Equals("websocket", StringComparison.OrdinalIgnoreCase);
}
