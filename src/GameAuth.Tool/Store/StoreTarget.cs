using GameAuth.Storage;

namespace GameAuth.Tool;

/// <summary>The store that a command is about, and its key, where one was named.</summary>
internal sealed record StoreTarget(FileTokenStore Store, AesGcmTokenProtector? Protector)
{
    /// <summary>The store with its key.</summary>
    /// <exception cref="ToolException">No key was named.</exception>
    public TokenStoreMaintenance Maintenance => new(Store, Protector ?? throw new ToolException($"This needs the master key: --key {KeyArgument.Words}."));

    public static StoreTarget Open(string application, string? directory, string[] keys)
    {
        directory ??= FileTokenStore.DirectoryFor(application);
        if (!Directory.Exists(Path.Combine(directory, "entries")))
        {
            throw new ToolException($"There is no token store in {directory}; name it with --directory.");
        }

        MasterKeySource[] sources = [.. keys.Select(key => KeyArgument.Parse(key, application, directory))];
        return new(new FileTokenStore(directory), sources.Length == 0 ? null : new AesGcmTokenProtector(application, sources[0], sources[1..]));
    }
}

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

/// <summary>What was asked for can not be done; the message names the fix.</summary>
internal sealed class ToolException(string message) : Exception(message);
