namespace GameAuth.Hytale;

/// <summary>What can be a token: printable, without blanks, of a length that a header takes.</summary>
internal static class HytaleTokenText
{
    private const int MaxLength = 8 * 1024;

    /// <summary>The token; null where it is none.</summary>
    public static Secret? Whole(Secret? token) =>
        token?.Reveal() is { Length: > 0 and <= MaxLength } text && text.All(static c => c is > ' ' and <= '~') ? token : null;
}
