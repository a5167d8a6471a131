namespace GameAuth.Xbox;

/// <summary>A token as every authentication host writes it. Any member may be missing or null.</summary>
internal sealed class XboxTokenBody
{
    public DateTimeOffset? NotAfter { get; set; }

    public Secret? Token { get; set; }

    public XboxDisplayClaims? DisplayClaims { get; set; }
}
