namespace GameAuth;

/// <summary>Where the sentences of <see cref="GameAuthException.UserMessage"/> come from beyond the built-in English ones.</summary>
/// <remarks>Process-wide and safe for use from any thread; sources are asked newest first.</remarks>
public static class UserMessageSource
{
    private static Func<string, string?>[] _sources = [];

    /// <summary>Adds texts: an application's translations, or a provider's sentences for its own codes.</summary>
    /// <param name="find">Takes a key such as <c>SignInRequired_Expired</c> or <c>xbox_2148916233</c>; null means "not mine".</param>
    public static void Add(Func<string, string?> find)
    {
        ArgumentNullException.ThrowIfNull(find);
        Func<string, string?>[] seen;
        do
        {
            seen = Volatile.Read(ref _sources);
            if (Array.IndexOf(seen, find) >= 0)
            {
                return;
            }
        }
        while (Interlocked.CompareExchange(ref _sources, [find, .. seen], seen) != seen);
    }

    internal static string? Find(string key)
    {
        foreach (Func<string, string?> source in Volatile.Read(ref _sources))
        {
            if (source(key) is { } text)
            {
                return text;
            }
        }

        return null;
    }
}
