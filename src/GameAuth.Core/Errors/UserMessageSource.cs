namespace GameAuth;

/// <summary>Where the sentences of <see cref="GameAuthException.UserMessage"/> come from beyond the built-in English ones.</summary>
/// <remarks>Process-wide and safe for use from any thread; sources are asked newest first.</remarks>
public static class UserMessageSource
{
    private static Func<string, string?>[] _sources = [];
    private static Func<string, string?>[] _fallbacks = [];

    /// <summary>Adds texts, such as an application's translations.</summary>
    /// <param name="find">Takes a key such as <c>SignInRequired_Expired</c>, <c>xbox_2148916233</c> or, where the device is refused, <c>xbox_2148916227_device</c>; null means "not mine".</param>
    public static void Add(Func<string, string?> find)
    {
        ArgumentNullException.ThrowIfNull(find);
        Add(ref _sources, find);
    }

    /// <summary>Adds texts that any source of <see cref="Add(Func{string, string})"/> goes before: a provider's own sentences, whenever its package is first used.</summary>
    /// <param name="find">Takes a key such as <c>xbox_2148916233</c>; null means "not mine".</param>
    public static void AddFallback(Func<string, string?> find)
    {
        ArgumentNullException.ThrowIfNull(find);
        Add(ref _fallbacks, find);
    }

    internal static string? Find(string key)
    {
        foreach (Func<string, string?> source in (Func<string, string?>[])[.. Volatile.Read(ref _sources), .. Volatile.Read(ref _fallbacks)])
        {
            if (source(key) is { } text)
            {
                return text;
            }
        }

        return null;
    }

    private static void Add(ref Func<string, string?>[] sources, Func<string, string?> find)
    {
        Func<string, string?>[] seen;
        do
        {
            seen = Volatile.Read(ref sources);
            if (Array.IndexOf(seen, find) >= 0)
            {
                return;
            }
        }
        while (Interlocked.CompareExchange(ref sources, [find, .. seen], seen) != seen);
    }
}
