namespace GameAuth.Conventions;

/// <summary>A rule is a function that lists what breaks it; a test holds it against the family, another against a known offender.</summary>
internal static class Rule
{
    public static void Holds(IEnumerable<string> violations)
    {
        List<string> found = [.. violations];
        Assert.True(found.Count == 0, $"{found.Count} violation(s):{Environment.NewLine}{string.Join(Environment.NewLine, found)}");
    }

    public static void Catches(string offender, IEnumerable<string> violations) =>
        Assert.Contains(violations, violation => violation.Contains(offender, StringComparison.Ordinal));
}
