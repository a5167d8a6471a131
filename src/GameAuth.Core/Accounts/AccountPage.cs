using GameAuth.Storage;

namespace GameAuth.Providers;

/// <summary>A part of the stored accounts, in the order of their keys. All rows are read, since a store has no order; those of other parts are not met, so that this process does not watch them.</summary>
internal static class AccountPage
{
    /// <param name="directory">The accounts of a registration.</param>
    /// <param name="after">The key of the last account of the part before; null for the first part.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    public static async Task<IReadOnlyList<AccountBinding>> ReadAsync(AccountDirectory directory, string? after, int limit, CancellationToken cancellationToken)
    {
        // The largest key first, to be dropped where there is one account too many.
        PriorityQueue<(AccountRow Row, RowVersion Version), string> first = new(Comparer<string>.Create(static (one, other) => string.CompareOrdinal(other, one)));
        await foreach ((AccountRow? row, Row stored) in directory.Rows.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            if (row is null)
            {
                directory.Log.RowNotOpened(directory.Provider, directory.Registration);
            }
            else if (after is null || string.CompareOrdinal(row.Key, after) > 0)
            {
                first.Enqueue((row, stored.Version), row.Key);
                if (first.Count > limit)
                {
                    first.Dequeue();
                }
            }
        }

        return [.. first.UnorderedItems.OrderBy(static one => one.Priority, StringComparer.Ordinal).Select(one => directory.Meet(one.Element.Row, one.Element.Version))];
    }
}
