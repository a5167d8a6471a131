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
