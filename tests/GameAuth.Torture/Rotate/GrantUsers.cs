namespace GameAuth.Torture;

/// <summary>Who can share a grant, by the word after <c>--store</c>.</summary>
internal static class GrantUsers
{
    private static readonly Dictionary<string, Func<string, Uri, IGrantUser>> Named = new(StringComparer.Ordinal)
    {
        [Subjects.GameAuth] = static (directory, server) => new GameAuthGrantUser(directory, server),
        ["cache-lock"] = static (directory, server) => new CacheLockGrantUser(directory, server),
    };

    public static IGrantUser Create(Arguments arguments, string directory, Uri server)
    {
        string name = arguments.Text("store", Subjects.GameAuth);
        return Named.TryGetValue(name, out Func<string, Uri, IGrantUser>? create)
            ? create(directory, server)
            : throw new UsageException($"--store is one of {string.Join(", ", Named.Keys)}.");
    }
}
