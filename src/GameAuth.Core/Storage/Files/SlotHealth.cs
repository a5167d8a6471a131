namespace GameAuth.Storage;

/// <summary>Whether a slot can be read.</summary>
internal enum SlotHealth
{
    /// <summary>Half written, damaged, or of another row.</summary>
    Damaged,

    /// <summary>As it was written.</summary>
    Intact,

    /// <summary>Intact, and written by a newer release.</summary>
    Newer,
}
