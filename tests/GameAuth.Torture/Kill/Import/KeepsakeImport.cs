namespace GameAuth.Torture;

public sealed record KeepsakeImport : CredentialImport
{
    public KeepsakeImport(string path)
        : base(path)
    {
    }
}
