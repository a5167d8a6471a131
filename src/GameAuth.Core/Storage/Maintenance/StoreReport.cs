namespace GameAuth.Storage;

/// <summary>What a check of a store found.</summary>
/// <param name="Founding">The state of the row that the store was founded with; <see cref="RowState.Missing"/> for an empty store.</param>
/// <param name="Rows">All other rows.</param>
/// <param name="Found">Rows whose newest version is whole.</param>
/// <param name="Recovered">Rows of which the version before the newest was read.</param>
/// <param name="WrongKey">Rows that are sealed under a key that is not configured.</param>
/// <param name="Corrupt">Rows without a whole version.</param>
/// <param name="NewerFormat">Rows that a newer release wrote.</param>
/// <param name="OlderKey">Readable rows that are sealed under an older key; <see cref="TokenStoreMaintenance.RewrapAllAsync"/> changes that.</param>
/// <param name="Misplaced">Readable rows that nobody would find; <see cref="TokenStoreMaintenance.RepairAsync"/> changes that.</param>
public sealed record StoreReport(
    RowState Founding, int Rows, int Found, int Recovered, int WrongKey, int Corrupt, int NewerFormat, int OlderKey, int Misplaced)
{
    /// <summary>Whether every row can be found and read.</summary>
    public bool IsSound => Founding is RowState.Found or RowState.Recovered or RowState.Missing && Found + Recovered == Rows && Misplaced == 0;
}
