namespace GameAuth.Storage;

/// <summary>What a repair of a store did.</summary>
/// <param name="Refounded">Whether the store got a new founding row.</param>
/// <param name="Moved">Rows that are at the place where they are looked for now, and were not before.</param>
/// <param name="Superseded">Rows that were left at their old place, since another row stands at the one where they would be looked for.</param>
/// <param name="NotOpened">Rows that do not open, and are as they were.</param>
public sealed record RepairReport(bool Refounded, int Moved, int Superseded, int NotOpened);
