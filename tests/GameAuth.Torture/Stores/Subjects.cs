namespace GameAuth.Torture;

/// <summary>The stores that can be tried, by the word after <c>--store</c>.</summary>
internal static class Subjects
{
    public const string GameAuth = "gameauth";

    private static readonly Dictionary<string, Func<string, ISubject>> Named = new(StringComparer.Ordinal)
    {
        [GameAuth] = static directory => new GameAuthSubject(directory),
        ["json"] = static directory => new JsonSubject(directory),
        ["rename"] = static directory => new RenameSubject(directory),
        ["msal"] = static directory => new MsalSubject(directory),
    };

    public static string NameIn(Arguments arguments)
    {
        string name = arguments.Text("store", GameAuth);
        return Named.ContainsKey(name) ? name : throw new UsageException($"--store is one of {string.Join(", ", Named.Keys)}.");
    }

    /// <summary>For what looks into the files of our store.</summary>
    public static void RequireGameAuth(Arguments arguments)
    {
        if (NameIn(arguments) is not GameAuth)
        {
            throw new UsageException($"'{arguments.Command}' knows the files of {GameAuth} alone.");
        }
    }

    public static ISubject Create(string name, string directory) => Named[name](directory);
}
