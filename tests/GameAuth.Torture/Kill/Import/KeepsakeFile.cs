namespace GameAuth.Torture;

/// <summary>The other program's file: a token in the clear, and a number that grows with every file.</summary>
internal sealed record KeepsakeFile(string RefreshToken, string Number)
{
    public const string Name = "keepsake.json";
}
