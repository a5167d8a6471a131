namespace GameAuth.Xbox;

/// <summary>The body of <c>/authenticate</c> on sisu.xboxlive.com.</summary>
internal sealed class SisuAuthenticateRequest
{
    public required string AppId { get; init; }

    /// <summary>Decimal digits, as a text.</summary>
    public required string TitleId { get; init; }

    public required string RedirectUri { get; init; }

    public required string DeviceToken { get; init; }

    public required string Sandbox { get; init; }

    public string TokenType { get; } = "code";

    public required IReadOnlyList<string> Offers { get; init; }

    public required SisuQuery Query { get; init; }
}
