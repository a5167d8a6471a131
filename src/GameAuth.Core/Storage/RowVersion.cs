using System.Buffers.Binary;
using System.Security.Cryptography;

namespace GameAuth.Storage;

/// <summary>The version of a row. The writer mints it, so that it can be sealed together with the row that it names.</summary>
/// <param name="Epoch">Random, minted anew when a row is created and at every new sign-in or new device.</param>
/// <param name="Number">Counts the writes within the epoch, from 1.</param>
/// <remarks>A version never comes twice, not even after delete and create: an epoch is 64 bits from the system's random generator.</remarks>
public readonly record struct RowVersion(ulong Epoch, ulong Number)
{
    /// <summary>The first version of a new epoch.</summary>
    /// <returns>A version with a fresh random epoch and number 1.</returns>
    public static RowVersion NewEpoch()
    {
        Span<byte> random = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(random);
        return new RowVersion(BinaryPrimitives.ReadUInt64LittleEndian(random), 1);
    }

    /// <summary>The version that follows within the same epoch.</summary>
    /// <returns>The same epoch, the next number.</returns>
    public RowVersion Next() => this with { Number = checked(Number + 1) };

    /// <summary>Whether a write may go from <paramref name="before"/> to this one.</summary>
    /// <param name="before">The stored version.</param>
    /// <returns>True for another epoch, or for a higher number in the same one.</returns>
    public bool IsAfter(RowVersion before) => Epoch != before.Epoch || Number > before.Number;
}
