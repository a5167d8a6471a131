namespace GameAuth.Storage;

/// <summary>What sealing a store anew came to.</summary>
/// <param name="Rewrapped">Rows that are sealed with the current key now and were not before.</param>
/// <param name="Current">Rows that had been sealed with the current key already.</param>
/// <param name="NotOpened">Rows that do not open, and are as they were.</param>
public sealed record RewrapReport(int Rewrapped, int Current, int NotOpened)
{
    /// <summary>Whether every row is sealed with the current key, so that the older ones can be dropped.</summary>
    public bool IsComplete => NotOpened == 0;
}
