namespace GameAuth.Interop.Processes;

/// <summary>The programs of this repository, each where it was built: a copy beside the tests lacks what the tests' own framework brings.</summary>
internal static class Programs
{
    /// <summary>The path of a program.</summary>
    /// <param name="project">The project's name.</param>
    /// <param name="assembly">Its assembly's name, where that is another one.</param>
    public static string PathOf(string project, string? assembly = null)
    {
        string own = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        return Path.GetFullPath(Path.Combine(own, "..", "..", project, Path.GetFileName(own), $"{assembly ?? project}.dll"));
    }
}
