namespace GameAuth.Xbox.Tests.Troubleshooting;

/// <summary>A sentence of the application's own, seen by the caller alone: sources are for the whole process.</summary>
internal static class Replaced
{
    private static readonly AsyncLocal<(string Key, string Text)?> Current = new();

    static Replaced() => UserMessageSource.Add(static key => Current.Value is { } own && own.Key == key ? own.Text : null);

    public static string By(string key, string text, Func<string> read)
    {
        Current.Value = (key, text);
        try
        {
            return read();
        }
        finally
        {
            Current.Value = null;
        }
    }
}
