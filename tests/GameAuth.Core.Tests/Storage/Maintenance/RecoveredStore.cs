using System.Runtime.CompilerServices;
using GameAuth.ProviderContract;
using GameAuth.Storage;

namespace GameAuth.Core.Tests.Storage;

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
