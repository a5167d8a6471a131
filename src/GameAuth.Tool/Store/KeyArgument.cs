using GameAuth.Storage;

namespace GameAuth.Tool;

/// <summary>A master key as the command line names it. No key is ever made here: a store that exists has one.</summary>
internal static class KeyArgument
{
    public const string Words = "keystore, passphrase (in GAMEAUTH_PASSPHRASE), file:PATH, secret:PATH or credential:NAME";

    private const string Variable = "GAMEAUTH_PASSPHRASE";

    public static MasterKeySource Parse(string text, string application, string directory)
    {
        string kind = text.Split(':', 2)[0];
        string rest = text.Length > kind.Length ? text[(kind.Length + 1)..] : "";
        return (kind, rest) switch
        {
            ("keystore", "") => new KeystoreKeySource(application, HavingMade("keystore.json", directory)),
            ("passphrase", "") => new PassphraseKeySource(HavingMade("passphrase.json", directory), Passphrase()),
            ("file", { Length: > 0 }) => new KeyFileKeySource(Existing(rest)),
            ("secret", { Length: > 0 }) => new MountedSecretKeySource(Existing(rest)),
            ("credential", { Length: > 0 }) => MountedSecretKeySource.FromCredentialsDirectory(rest),
            _ => throw new ToolException($"--key {kind} is not known: write {Words}."),
        };
    }

    private static string Existing(string path) => File.Exists(path) ? path : throw new ToolException($"There is no key at {path}.");

    private static string HavingMade(string record, string directory) => File.Exists(Path.Combine(directory, "keys", record))
        ? directory
        : throw new ToolException($"The store in {directory} has no such key: {Path.Combine("keys", record)} is not there.");

    private static Secret Passphrase() => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } passphrase
        ? new Secret(passphrase)
        : throw new ToolException($"Put the passphrase into the environment variable {Variable}.");
}
