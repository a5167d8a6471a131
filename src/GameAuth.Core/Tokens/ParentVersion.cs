using GameAuth.Storage;

namespace GameAuth.Providers;

/// <summary>One parent, or parent's parent, that a token was minted from: the token dies when that row gets another epoch.</summary>
/// <param name="Scope">The owner of the ancestor's row.</param>
/// <param name="Row">The name of the ancestor's row within its scope.</param>
/// <param name="Epoch">The epoch that it had.</param>
/// <param name="Number">The version that it had within the epoch, where the token is bound to that very one.</param>
internal sealed record ParentVersion(TokenScope Scope, string Row, ulong Epoch, ulong? Number)
{
    public bool Lives(RowVersion version) => version.Epoch == Epoch && (Number is null || Number == version.Number);

    public bool IsRow(TokenScope scope, string row) => Scope == scope && string.Equals(Row, row, StringComparison.Ordinal);

    /// <summary>Keeps the lineage flat: a token carries its parents' ancestors too, so that one look at each row tells whether it lives.</summary>
    public static void Add(List<ParentVersion> lineage, IReadOnlyList<ParentVersion> parents, ParentVersion parent)
    {
        lineage.RemoveAll(known => known.IsRow(parent.Scope, parent.Row));
        lineage.Add(parent);
        foreach (ParentVersion further in parents)
        {
            if (!lineage.Exists(known => known.IsRow(further.Scope, further.Row)))
            {
                // Being bound to a parent's very version is a matter of one generation.
                lineage.Add(further with { Number = null });
            }
        }
    }

    /// <summary>Whether both lists name the same epochs: then a new token continues the epoch of the one before it.</summary>
    public static bool SameEpochs(IReadOnlyList<ParentVersion> one, IReadOnlyList<ParentVersion> other) =>
        one.Count == other.Count
        && one.All(a => other.Any(b => b.IsRow(a.Scope, a.Row) && b.Epoch == a.Epoch));
}
