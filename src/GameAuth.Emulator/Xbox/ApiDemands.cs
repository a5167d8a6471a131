using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Xbox;

/// <summary>What one API host insists on beside the token.</summary>
/// <param name="Freshness">How old a signature may be; null for any age.</param>
internal sealed record ApiDemands(TimeSpan? Freshness)
{
    /// <summary>The contract versions that it speaks; null when it asks for one and takes any.</summary>
    public IReadOnlyList<string>? Contracts { get; init; }

    /// <summary>Whether it answers 400 to a request without Accept-Language.</summary>
    public bool Language { get; init; }

    /// <summary>A WebSocket handshake has no contract version.</summary>
    public bool IsHandshake { get; init; }

    public bool MayRequireSignature => !IsHandshake;

    public string? Problem(Exchange exchange)
    {
        if (IsHandshake) return null;
        string contract = exchange.Headers["x-xbl-contract-version"].ToString();
        if (!uint.TryParse(contract, out _)) return "x-xbl-contract-version is required";
        if (Contracts is { } spoken && !spoken.Contains(contract)) return $"x-xbl-contract-version must be {string.Join(" or ", spoken)}";
        return Language && string.IsNullOrWhiteSpace(exchange.Headers.AcceptLanguage.ToString()) ? "Accept-Language is required" : null;
    }
}
