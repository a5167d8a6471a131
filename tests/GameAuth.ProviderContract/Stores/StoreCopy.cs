using GameAuth.Storage;

namespace GameAuth.ProviderContract;

/// <summary>What a crash at this moment would leave behind.</summary>
public static class StoreCopy
{
    public static async Task<MemoryTokenStore> OfAsync(ITokenStore store, TimeProvider time)
    {
        MemoryTokenStore copy = new(time);
        await foreach (StoredRow row in store.ListAsync(partition: null, CancellationToken.None).ConfigureAwait(false))
        {
            await copy.TryWriteAsync(row.Key!.Value, expected: null, row.Row.Version, row.Row.Value, CancellationToken.None).ConfigureAwait(false);
        }

        return copy;
    }
}
