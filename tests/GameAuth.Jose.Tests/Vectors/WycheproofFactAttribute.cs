namespace GameAuth.Jose.Tests.Vectors;

/// <summary>A fact over a file of Wycheproof; skipped, with the way to get it, where the file is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class WycheproofFactAttribute : FactAttribute
{
    public WycheproofFactAttribute(string file) => Skip = Wycheproof.Missing(File = file);

    public string File { get; }
}
