namespace GameAuth.Storage;

/// <summary>A row as a listing returns it.</summary>
/// <param name="Key">Its place; null where the row is too damaged to tell.</param>
/// <param name="Row">Its state, version and value.</param>
public readonly record struct StoredRow(RowKey? Key, Row Row);
