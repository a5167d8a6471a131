namespace GameAuth.Xbox;

/// <summary>Colours as the service has them.</summary>
internal sealed class ColorBody
{
    public string? PrimaryColor { get; set; }

    public string? SecondaryColor { get; set; }

    public string? TertiaryColor { get; set; }

    public XboxPreferredColor Read() => new(Lenient.Text(PrimaryColor), Lenient.Text(SecondaryColor), Lenient.Text(TertiaryColor));
}
