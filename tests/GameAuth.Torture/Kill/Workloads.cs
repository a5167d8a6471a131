namespace GameAuth.Torture;

/// <summary>What a child can be killed at, by the word after <c>--work</c>; without it they take turns.</summary>
internal static class Workloads
{
    private static readonly Workload[] Known = [new SaveWork(), new GrowWork(), new LargeWork(), new DeleteWork(), new RotateKeyWork(), new RewrapWork(), new ImportWork()];

    public static Workload Named(string name) => Array.Find(Known, work => string.Equals(work.Name, name, StringComparison.Ordinal))
        ?? throw new UsageException($"--work is one of {string.Join(", ", Known.Select(static work => work.Name))}.");

    public static Workload[] ChosenBy(Arguments arguments, string store)
    {
        string name = arguments.Text("work", "");
        Workload[] chosen = [.. (name.Length == 0 ? Known : [Named(name)]).Where(work => work.Fits(store))];
        return chosen.Length > 0 ? chosen : throw new UsageException($"The work '{name}' can not be done to the store '{store}'.");
    }
}
