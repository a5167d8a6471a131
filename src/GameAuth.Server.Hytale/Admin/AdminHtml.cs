using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace GameAuth.Server.Hytale;

/// <summary>Writes HTML in which every text of others is text: encoded, of a bounded length, and without characters that can't be seen or that turn the direction of what follows.</summary>
internal sealed class AdminHtml
{
    private const int Longest = 200;

    private readonly StringBuilder _html = new();

    /// <summary>Adds markup of the page's own.</summary>
    public AdminHtml Raw(string markup)
    {
        _html.Append(markup);
        return this;
    }

    /// <summary>Adds a text.</summary>
    public AdminHtml Text(string? text)
    {
        _html.Append(Encode(text));
        return this;
    }

    /// <summary>Adds an address or a value of the page's own, which is never cut.</summary>
    public AdminHtml Whole(string own) => Raw(HtmlEncoder.Default.Encode(own));

    /// <summary>Adds a cell with a text, which keeps to its own direction.</summary>
    public AdminHtml Cell(string? text) => Raw("<td><bdi>").Text(text).Raw("</bdi></td>");

    public AdminHtml Cell(DateTimeOffset? time) => Cell(time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture));

    public override string ToString() => _html.ToString();

    /// <summary>A text as it stands in markup and in attributes with quotes.</summary>
    public static string Encode(string? text) => HtmlEncoder.Default.Encode(Clean(text));

    private static string Clean(string? text)
    {
        StringBuilder clean = new();
        foreach (Rune rune in (text ?? "").EnumerateRunes())
        {
            if (clean.Length >= Longest)
            {
                return clean.Append('…').ToString();
            }

            bool isSeen = Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate);
            clean.Append(isSeen ? rune.ToString() : "\uFFFD");
        }

        return clean.ToString();
    }
}
