using GameAuth.Storage;

namespace GameAuth.Tool;

/// <summary>A master key as the command line names it. No key is ever made here: a store that exists has one.</summary>
internal static class KeyArgument
{
    public const string Words = "file:PATH, secret:PATH or credential:NAME";

    public static MasterKeySource Parse(string text)
    {
        string kind = text.Split(':', 2)[0];
        string rest = text.Length > kind.Length ? text[(kind.Length + 1)..] : "";
        return (kind, rest) switch
        {
            ("file", { Length: > 0 }) => new KeyFileKeySource(Existing(rest)),
            ("secret", { Length: > 0 }) => new MountedSecretKeySource(Existing(rest)),
            ("credential", { Length: > 0 }) => MountedSecretKeySource.FromCredentialsDirectory(rest),
            _ => throw new ToolException($"--key {kind} is not known: write {Words}."),
        };
    }

    private static string Existing(string path) => File.Exists(path) ? path : throw new ToolException($"There is no key at {path}.");
}
