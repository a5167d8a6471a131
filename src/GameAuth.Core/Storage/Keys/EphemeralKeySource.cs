using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace GameAuth.Storage;

/// <summary>A random key for a store in memory: nothing outlives the process, so neither does the key.</summary>
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
