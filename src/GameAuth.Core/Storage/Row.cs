namespace GameAuth.Storage;

/// <summary>What a read returned.</summary>
/// <param name="State">Whether there is a value, and why not.</param>
/// <param name="Version">The version read; default unless the state is <see cref="RowState.Found"/>, <see cref="RowState.Recovered"/> or one where the store still knows it.</param>
/// <param name="Value">The bytes; empty unless the state is <see cref="RowState.Found"/> or <see cref="RowState.Recovered"/>.</param>
public readonly record struct Row(RowState State, RowVersion Version, ReadOnlyMemory<byte> Value)
{
    /// <summary>Whether <see cref="Value"/> may be used.</summary>
    public bool HasValue => State is RowState.Found or RowState.Recovered;
}
