using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace GameAuth.Storage;

/// <summary>A key that the application provides: from its own vault, a cloud secret, or a test.</summary>
public sealed class CallerKeySource : MasterKeySource
{
    private readonly MasterKey _key;

    /// <summary>Takes the key.</summary>
    /// <param name="key">Exactly 32 random bytes; copied.</param>
    /// <exception cref="ArgumentException">The length is wrong, or every byte is the same.</exception>
    public CallerKeySource(ReadOnlySpan<byte> key) => _key = new MasterKey(key, "the application", KeyProtection.Caller);

    /// <inheritdoc/>
    public override string Name => _key.Source;

    /// <inheritdoc/>
    public override KeyProtection Protection => _key.Protection;

    /// <summary><c>caller</c>.</summary>
    public override string Kind => "caller";

    /// <inheritdoc/>
    public override ValueTask<MasterKey?> GetKeyAsync(CancellationToken cancellationToken) => new(_key);
}

/// <summary>A random key for a store in memory. It ends with the process, like the store.</summary>
internal sealed class EphemeralKeySource : MasterKeySource
{
    // One key per store, since hosts may share a store in memory.
    private static readonly ConditionalWeakTable<MemoryTokenStore, EphemeralKeySource> Known = [];

    private readonly MasterKey _key;

    private EphemeralKeySource()
    {
        byte[] key = RandomNumberGenerator.GetBytes(MasterKey.Size);
        _key = new MasterKey(key, Name, Protection);
        CryptographicOperations.ZeroMemory(key);
    }

    public override string Name => "this process";

    public override KeyProtection Protection => KeyProtection.Process;

    public override string Kind => "process";

    public static EphemeralKeySource For(MemoryTokenStore store) => Known.GetValue(store, static _ => new EphemeralKeySource());

    public override ValueTask<MasterKey?> GetKeyAsync(CancellationToken cancellationToken) => new(_key);
}

/// <summary>Refuses a key whose protection is below the application's minimum. Where the level of the source is known beforehand, it refuses before a key is made.</summary>
internal sealed class MinimumProtectionKeySource(MasterKeySource source, KeyProtection minimum) : MasterKeySource
{
    public override string Name => source.Name;

    public override KeyProtection Protection => source.Protection;

    public override string Kind => source.Kind;

    internal override string Absence => source.Absence;

    public static MasterKeySource Over(MasterKeySource source, KeyProtection minimum) =>
        new MinimumProtectionKeySource(source.WithMinimum(minimum), minimum);

    public override async ValueTask<MasterKey?> GetKeyAsync(CancellationToken cancellationToken)
    {
        Check(source.Name, source.Protection);
        MasterKey? key = await source.GetKeyAsync(cancellationToken).ConfigureAwait(false);
        if (key is not null)
        {
            Check(key.Source, key.Protection);
        }

        return key;
    }

    public override ValueTask ForgetAsync(CancellationToken cancellationToken) => source.ForgetAsync(cancellationToken);

    private void Check(string name, KeyProtection protection)
    {
        if (protection < minimum)
        {
            throw new GameAuthConfigurationException(
                $"GameAuth: the key from {name} is guarded as {protection}, and MinimumProtection asks for {minimum}. Choose a source of that level or above ("
                + "UseKeyFile: KeyFile; UseMountedSecret, UseCredential: MountedSecret; UsePassphrase: Passphrase; UseKey: Caller; UseKeystore: OsKeystore), or lower MinimumProtection.")
            { Step = "options" };
        }
    }
}
