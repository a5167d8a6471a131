namespace GameAuth.Storage;

/// <summary>What a slot holds.</summary>
internal enum SlotKind : byte
{
    /// <summary>Nothing yet; told from a zeroed sector by its checksum.</summary>
    Empty = 0,

    /// <summary>A version of the row.</summary>
    Row = 1,

    /// <summary>The row is deleted, and its file is about to go.</summary>
    Deleted = 2,
}
