using System.Security.Cryptography;

namespace GameAuth.Storage;

/// <summary>What a read returned.</summary>
/// <param name="State">Whether there is a value, and why not.</param>
/// <param name="Version">
/// What a writer passes as the version that it saw. It is the row's version where the store knows it; for a row that the store finds
/// <see cref="RowState.Corrupt"/> it is a fingerprint of the damaged bytes (number 0), so that just these can be replaced; default for
/// <see cref="RowState.Missing"/> and <see cref="RowState.NewerFormat"/>.
/// </param>
/// <param name="Value">The bytes; empty unless the state is <see cref="RowState.Found"/> or <see cref="RowState.Recovered"/>.</param>
public readonly record struct Row(RowState State, RowVersion Version, ReadOnlyMemory<byte> Value)
{
    /// <summary>Whether <see cref="Value"/> may be used.</summary>
    public bool HasValue => State is RowState.Found or RowState.Recovered;

    /// <summary>The version for a write that replaces this row and stays in its epoch, where it has one.</summary>
    /// <returns>
    /// The following number after <see cref="RowState.Found"/>; a random stride further after <see cref="RowState.Recovered"/>, since the damaged
    /// version may have been the following one and no version comes twice; a new epoch otherwise.
    /// </returns>
    public RowVersion NextVersion() => State switch
    {
        RowState.Found => Version.Next(),
        RowState.Recovered => Version with { Number = checked(Version.Number + 2 + (ulong)RandomNumberGenerator.GetInt32(int.MaxValue)) },
        _ => RowVersion.NewEpoch(),
    };
}
