using System.Text;
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
