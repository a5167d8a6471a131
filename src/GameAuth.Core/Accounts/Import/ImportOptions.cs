namespace GameAuth;

/// <summary>How an import goes. Immutable.</summary>
public sealed record ImportOptions
{
    /// <summary>
    /// True removes the other program's files, and the copies beside them, once what they held is sealed and was read back: they are overwritten, deleted,
    /// and the directory is flushed. Default false. What could not be removed is in <see cref="ImportResult.NotRemoved"/>.
    /// </summary>
    public bool RemoveSource { get; init; }

    /// <summary>True takes the other program's device id and key over where this installation has none yet, so that the service meets the device it knows. Default true.</summary>
    public bool TakeDevice { get; init; } = true;
}
