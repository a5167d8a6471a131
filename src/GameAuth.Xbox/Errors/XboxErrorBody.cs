namespace GameAuth.Xbox;

/// <summary>The body of a refusal: of XSTS (<c>XErr</c>, <c>Identity</c>, <c>Redirect</c>) or of SISU (<c>WebPage</c>). Any member may be missing.</summary>
internal sealed class XboxErrorBody
{
    public string? XErr { get; set; }

    public string? Identity { get; set; }

    public string? Redirect { get; set; }

    public string? WebPage { get; set; }
}
