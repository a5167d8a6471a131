namespace GameAuth.Providers;

/// <summary>The query of a redirect, in which no parameter may come twice (RFC 6749 section 3.1).</summary>
internal static class RedirectQuery
{
    private const int MaxParameters = 64;

    /// <summary>Null for a query with a parameter that comes twice, or with more than any server sends.</summary>
    public static IReadOnlyDictionary<string, string>? Parse(string query)
    {
        Dictionary<string, string> read = new(StringComparer.Ordinal);
        foreach (string pair in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int split = pair.IndexOf('=', StringComparison.Ordinal);
            (string name, string value) = split < 0 ? (pair, "") : (pair[..split], pair[(split + 1)..]);
            if (read.Count == MaxParameters || !read.TryAdd(Decode(name), Decode(value)))
            {
                return null;
            }
        }

        return read;
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
