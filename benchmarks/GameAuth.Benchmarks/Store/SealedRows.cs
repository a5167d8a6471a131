using System.Security.Cryptography;
using GameAuth.Storage;

namespace GameAuth.Benchmarks.Store;

/// <summary>A file store with sealed rows, put together from the public types as the engine does it.</summary>
internal sealed class SealedRows
{
    private SealedRows(FileTokenStore store, AesGcmTokenProtector protector)
    {
        Store = store;
        Protector = protector;
    }

    public FileTokenStore Store { get; }

    public AesGcmTokenProtector Protector { get; }

    public static RowKey Key(int number) => new("partition".PadRight(64, '0'), number.ToString("x64", System.Globalization.CultureInfo.InvariantCulture));

    public static async Task<SealedRows> OpenAsync(string directory)
    {
        AesGcmTokenProtector protector = new("benchmark", new CallerKeySource(RandomNumberGenerator.GetBytes(32)));
        await protector.PrepareAsync(default);
        FileTokenStore store = new(Path.Combine(directory, "store"));
        await store.OpenAsync();
        return new SealedRows(store, protector);
    }

    public async Task<RowVersion> WriteAsync(RowKey key, RowVersion? expected, byte[] plain)
    {
        RowVersion next = expected?.Next() ?? RowVersion.NewEpoch();
        if (!await Store.TryWriteAsync(key, expected, next, Protector.Protect(plain, key, next), default))
        {
            throw new InvalidOperationException("Another writer.");
        }

        return next;
    }

    public async Task<byte[]> ReadAsync(RowKey key)
    {
        Row row = await Store.ReadAsync(key, default);
        return Protector.Unprotect(row.Value.Span, key, row.Version, out byte[] plain) == RowState.Found ? plain : throw new InvalidOperationException("It did not open.");
    }

    public async Task<int> CountAsync()
    {
        int count = 0;
        await foreach (StoredRow row in Store.ListAsync(null, default))
        {
            count += Protector.Unprotect(row.Row.Value.Span, row.Key!.Value, row.Row.Version, out _) == RowState.Found ? 1 : 0;
        }

        return count;
    }
}
