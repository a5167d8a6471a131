namespace GameAuth.Toy;

public sealed record ToyImport : CredentialImport
{
    private ToyImport(string path)
        : base(path)
    {
    }

    /// <summary>The file <c>toy-session.json</c> of the toy's own program.</summary>
    public static ToyImport FromSessionFile(string path) => new(path);
}
