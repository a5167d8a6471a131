namespace GameAuth.Storage;

/// <summary>A row as the vault lists it.</summary>
/// <param name="Key">Its real place; null where the row does not open.</param>
/// <param name="StoredKey">Its place as the store sees it; null where not even that can be read.</param>
/// <param name="Row">Its state, version and value in the clear.</param>
internal readonly record struct VaultRow(RowKey? Key, RowKey? StoredKey, Row Row);
