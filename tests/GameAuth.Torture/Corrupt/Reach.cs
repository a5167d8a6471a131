namespace GameAuth.Torture;

/// <summary>How far a damage goes, and so what may be asked of the store.</summary>
internal enum Reach
{
    /// <summary>Random damage to one of the two slots: the value, or the one before with the word that it is.</summary>
    OneSlot,

    /// <summary>The next save, stopped at some sector: the value, or the next one where it came through.</summary>
    NextWrite,

    /// <summary>An older state of the same row put back: a value that was saved once. No seal can tell.</summary>
    Rollback,

    /// <summary>Damage to both slots, or bytes of somebody's making: the value or the one before where it survived, else none, and the file kept aside.</summary>
    Whole,
}
