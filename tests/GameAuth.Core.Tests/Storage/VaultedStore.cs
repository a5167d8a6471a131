using System.Runtime.CompilerServices;
using GameAuth.Storage;

namespace GameAuth.Core.Tests.Storage;

/// <summary>A vault in the shape of a store, so that the store contract judges it too.</summary>
internal sealed class VaultedStore(TokenVault vault) : ITokenStore
{
    public static AesGcmTokenProtector Protector(byte fill = 1) => new("tests", new CallerKeySource(TestKeys.Key(fill)));

    public ValueTask<Row> ReadAsync(RowKey key, CancellationToken cancellationToken) => vault.ReadAsync(key, cancellationToken);

    public async IAsyncEnumerable<StoredRow> ListAsync(string? partition, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (VaultRow row in vault.ListAsync(partition, cancellationToken))
        {
            yield return new StoredRow(row.Key, row.Row);
        }
    }

    public ValueTask<bool> TryWriteAsync(RowKey key, RowVersion? expected, RowVersion next, ReadOnlyMemory<byte> value, CancellationToken cancellationToken) =>
        vault.TryWriteAsync(key, expected, next, value, cancellationToken);

    public ValueTask<bool> TryDeleteAsync(RowKey key, RowVersion expected, CancellationToken cancellationToken) =>
        vault.TryDeleteAsync(key, expected, cancellationToken);

    public ValueTask<IStoreLease?> LeaseAsync(string name, TimeSpan wait, CancellationToken cancellationToken) =>
        vault.LeaseAsync(new RowKey("leases", name), wait, cancellationToken);

    public ValueTask ClearAsync(CancellationToken cancellationToken) => vault.ClearAsync(cancellationToken);
}

/// <summary>Keys that are plainly made up.</summary>
internal static class TestKeys
{
    /// <summary>Ascending bytes from a start: 01 02 03 ...</summary>
    public static byte[] Key(byte start) => [.. Enumerable.Range(start, MasterKey.Size).Select(i => (byte)i)];
}
