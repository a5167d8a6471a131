using System.Runtime.CompilerServices;
using System.Text;
using GameAuth.ProviderContract;
using GameAuth.Storage;

namespace GameAuth.Core.Tests.Storage;

/// <summary>A store, and protectors with an older and a newer key.</summary>
public abstract class MaintenanceFixture
{
    private protected static readonly AesGcmTokenProtector Old = VaultedStore.Protector();
    private protected static readonly AesGcmTokenProtector New = VaultedStore.Protector(100);
    private protected static readonly AesGcmTokenProtector Both =
        new("tests", new CallerKeySource(TestKeys.Key(100)), new CallerKeySource(TestKeys.Key(1)));

    private protected MemoryTokenStore Store { get; } = new();

    private protected static RowKey Key(int i) => new($"owner {i % 3}", $"row {i}");

    private protected async Task FillAsync(int count, ITokenProtector? protector = null)
    {
        TokenVault vault = new(Store, protector ?? Old);
        for (int i = 0; i < count; i++)
        {
            Assert.True(await vault.TryWriteAsync(Key(i), null, RowVersion.NewEpoch(), Encoding.UTF8.GetBytes($"value {i}"), default));
        }
    }

    private protected async Task AssertHoldsAsync(int count, ITokenProtector protector, RowState state = RowState.Found)
    {
        TokenVault vault = new(Store, protector);
        for (int i = 0; i < count; i++)
        {
            Row row = await vault.ReadAsync(Key(i), default);
            Assert.Equal((state, $"value {i}"), (row.State, Encoding.UTF8.GetString(row.Value.Span)));
        }
    }

    private protected async Task<List<StoredRow>> RowsAsync()
    {
        List<StoredRow> rows = [];
        await foreach (StoredRow row in Store.ListAsync(null, default))
        {
            rows.Add(row);
        }

        return rows;
    }

    private protected async Task<StoredRow> OneAsync() => (await RowsAsync()).First(row => row.Key != StoreKeyCheck.Place);

    private protected async Task DamageAsync(RowKey place)
    {
        Row row = await Store.ReadAsync(place, default);
        Assert.True(await Store.TryWriteAsync(place, row.Version, row.NextVersion(), new byte[1024], default));
    }

    private protected async Task LoseAsync(RowKey place)
    {
        Row row = await Store.ReadAsync(place, default);
        Assert.True(await Store.TryDeleteAsync(place, row.Version, default));
    }
}

/// <summary>A store whose process dies after so many changes.</summary>
internal sealed class CutOffStore(ITokenStore inner, int changes) : StoreDecorator(inner)
{
    private int _left = changes;

    public override ValueTask<bool> TryWriteAsync(RowKey key, RowVersion? expected, RowVersion next, ReadOnlyMemory<byte> value, CancellationToken cancellationToken)
    {
        Change();
        return base.TryWriteAsync(key, expected, next, value, cancellationToken);
    }

    public override ValueTask<bool> TryDeleteAsync(RowKey key, RowVersion expected, CancellationToken cancellationToken)
    {
        Change();
        return base.TryDeleteAsync(key, expected, cancellationToken);
    }

    private void Change()
    {
        if (_left-- == 0)
        {
            throw new ProcessDiedException();
        }
    }
}

/// <summary>A store whose rows were all read from their older slots.</summary>
internal sealed class RecoveredStore(ITokenStore inner) : StoreDecorator(inner)
{
    public override async ValueTask<Row> ReadAsync(RowKey key, CancellationToken cancellationToken) =>
        Doubt(await base.ReadAsync(key, cancellationToken));

    public override async IAsyncEnumerable<StoredRow> ListAsync(string? partition, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (StoredRow row in base.ListAsync(partition, cancellationToken))
        {
            yield return row with { Row = Doubt(row.Row) };
        }
    }

    private static Row Doubt(Row row) => row.State == RowState.Found ? row with { State = RowState.Recovered } : row;
}
