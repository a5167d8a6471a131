using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace GameAuth.Storage;

/// <summary>The result of a read.</summary>
/// <param name="State">Whether there is a value, and why not.</param>
/// <param name="Version">
/// The version that a writer passes as the expected one. It is the row's version where the store knows it. For a row that is
/// <see cref="RowState.Corrupt"/> it is a fingerprint of the damaged bytes (number 0), so that exactly these can be replaced. It is default for
/// <see cref="RowState.Missing"/> and <see cref="RowState.NewerFormat"/>.
/// </param>
/// <param name="Value">The bytes; empty unless the state is <see cref="RowState.Found"/> or <see cref="RowState.Recovered"/>.</param>
public readonly record struct Row(RowState State, RowVersion Version, ReadOnlyMemory<byte> Value)
{
    /// <summary>Whether <see cref="Value"/> may be used.</summary>
    public bool HasValue => State is RowState.Found or RowState.Recovered;

    /// <summary>The version for a write that replaces this row and stays in its epoch, where it has one.</summary>
    /// <returns>
    /// The next number after <see cref="RowState.Found"/>. A number further on by a random step after <see cref="RowState.Recovered"/>, since the damaged
    /// version may have had the next number and no version is used twice. A new epoch otherwise.
    /// </returns>
    public RowVersion NextVersion() => State switch
    {
        RowState.Found => Version.Next(),
        RowState.Recovered => Version with { Number = checked(Version.Number + 2 + (ulong)RandomNumberGenerator.GetInt32(int.MaxValue)) },
        _ => RowVersion.NewEpoch(),
    };
}

/// <summary>The key of a row: its owner (partition) and what it holds (name).</summary>
/// <param name="Partition">The owner. Rows of one partition can be listed together.</param>
/// <param name="Name">What the row holds, such as a grant.</param>
/// <remarks>A store treats both as opaque: any Unicode text up to 512 characters, compared ordinally, never as a path.</remarks>
public readonly record struct RowKey(string Partition, string Name);

/// <summary>The version of a row. The writer creates it, so that it can be sealed together with the row.</summary>
/// <param name="Epoch">Random. A new one is created with a new row and at every new sign-in or new device.</param>
/// <param name="Number">Counts the writes within the epoch, from 1.</param>
/// <remarks>A version is never used twice, not even after delete and create: an epoch is 64 bits from the system's random generator.</remarks>
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

    /// <summary>The next version within the same epoch.</summary>
    /// <returns>The same epoch, the next number.</returns>
    public RowVersion Next() => this with { Number = checked(Number + 1) };

    /// <summary>Whether a write may go from <paramref name="before"/> to this one.</summary>
    /// <param name="before">The stored version.</param>
    /// <returns>True for another epoch, or for a higher number in the same one.</returns>
    public bool IsAfter(RowVersion before) => Epoch != before.Epoch || Number > before.Number;
}

/// <summary>The state of a row that was read. Only <see cref="Found"/> and <see cref="Recovered"/> have a value. No state deletes anything.</summary>
public enum RowState
{
    /// <summary>There is no such row.</summary>
    Missing,

    /// <summary>The newest version was read.</summary>
    Found,

    /// <summary>The newest version is damaged and the one before it was read. A single-use token in it has probably been used.</summary>
    Recovered,

    /// <summary>The row exists and the key is not available now: a locked or absent keyring, a denied prompt, a time-out.</summary>
    KeyUnavailable,

    /// <summary>The row was sealed under another key.</summary>
    WrongKey,

    /// <summary>No version of the row is intact. A copy is kept in quarantine.</summary>
    Corrupt,

    /// <summary>A newer release wrote the row. It is not changed.</summary>
    NewerFormat,

    /// <summary>The store itself failed: a full disk, a missing permission, an absent server. No row is read in this state; exceptions carry it.</summary>
    StoreUnavailable,
}

/// <summary>A row of a listing.</summary>
/// <param name="Key">Its key; null where the row is too damaged.</param>
/// <param name="Row">Its state, version and value.</param>
public readonly record struct StoredRow(RowKey? Key, Row Row);

/// <summary>The limits of <see cref="ITokenStore"/>, checked in the same way by every store. Each check throws <see cref="ArgumentException"/>.</summary>
public static class RowLimits
{
    /// <summary>The longest partition, row name or lease name, in UTF-16 code units.</summary>
    public const int Text = 512;

    /// <summary>The largest value that a store must accept, in bytes: a row of 1 MiB with seal and padding.</summary>
    public const int Value = Plain + (64 * 1024);

    /// <summary>The largest row that the engine may save.</summary>
    internal const int Plain = 1024 * 1024;

    /// <summary>Checks a key.</summary>
    /// <param name="key">The key.</param>
    public static void Check(RowKey key)
    {
        Check(key.Partition, nameof(key));
        Check(key.Name, nameof(key));
    }

    /// <summary>Checks a partition, a row's name or a lease's name.</summary>
    /// <param name="text">The text.</param>
    /// <param name="parameter">The parameter that it came with.</param>
    public static void Check(string text, string parameter)
    {
        ArgumentNullException.ThrowIfNull(text, parameter);
        if (text.Length > Text)
        {
            throw new ArgumentException($"A partition, row name or lease name has at most {Text} characters.", parameter);
        }
    }

    /// <summary>Checks a write.</summary>
    /// <param name="key">The key.</param>
    /// <param name="expected">The version that the writer saw.</param>
    /// <param name="next">The version after the write.</param>
    /// <param name="length">The length of the value in bytes.</param>
    public static void Check(RowKey key, RowVersion? expected, RowVersion next, int length)
    {
        Check(key);
        if (next.Number == 0 || (expected is { } seen && !next.IsAfter(seen)))
        {
            throw new ArgumentException("The next version must come after the expected one, and numbers count from 1.", nameof(next));
        }

        if (length > Value)
        {
            throw new ArgumentException($"A row has at most {Value} bytes.", nameof(length));
        }
    }

    /// <summary>Checks a wait for a lease.</summary>
    /// <param name="wait">Zero, positive, or <see cref="Timeout.InfiniteTimeSpan"/>.</param>
    public static void Check(TimeSpan wait)
    {
        if (wait < TimeSpan.Zero && wait != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(nameof(wait), "A wait is zero, positive, or Timeout.InfiniteTimeSpan.");
        }
    }
}

/// <summary>The content of a sealed row: schema number, flags, the row's real partition and name, then its value.</summary>
/// <remarks>
/// The store has hidden names only, so a listing reads the real ones from here. The schema number is first in every later schema.
/// The flag says that the row had been recovered from an older version before it was sealed again.
/// </remarks>
internal static class RowEnvelope
{
    private const ushort Schema = 1;
    private const int HeaderSize = 4 * sizeof(ushort);
    private const ushort Recovered = 1;

    public static byte[] Wrap(RowKey key, ReadOnlySpan<byte> value)
    {
        ReadOnlySpan<byte> partition = MemoryMarshal.AsBytes(key.Partition.AsSpan());
        ReadOnlySpan<byte> name = MemoryMarshal.AsBytes(key.Name.AsSpan());
        byte[] envelope = new byte[HeaderSize + partition.Length + name.Length + value.Length];
        BinaryPrimitives.WriteUInt16LittleEndian(envelope, Schema);
        BinaryPrimitives.WriteUInt16LittleEndian(envelope.AsSpan(4), (ushort)partition.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(envelope.AsSpan(6), (ushort)name.Length);
        Span<byte> rest = envelope.AsSpan(HeaderSize);
        partition.CopyTo(rest);
        name.CopyTo(rest[partition.Length..]);
        value.CopyTo(rest[(partition.Length + name.Length)..]);
        return envelope;
    }

    public static RowState Unwrap(ReadOnlyMemory<byte> envelope, out RowKey key, out ReadOnlyMemory<byte> value)
    {
        key = default;
        value = default;
        ReadOnlySpan<byte> bytes = envelope.Span;
        ushort schema = bytes.Length < sizeof(ushort) ? default : BinaryPrimitives.ReadUInt16LittleEndian(bytes);
        if (schema is 0 or > Schema)
        {
            return schema == 0 ? RowState.Corrupt : RowState.NewerFormat;
        }

        if (bytes.Length < HeaderSize)
        {
            return RowState.Corrupt;
        }

        int partition = BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]);
        int name = BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]);
        if (bytes.Length < HeaderSize + partition + name)
        {
            return RowState.Corrupt;
        }

        key = new RowKey(Text(bytes.Slice(HeaderSize, partition)), Text(bytes.Slice(HeaderSize + partition, name)));
        value = envelope[(HeaderSize + partition + name)..];
        return (BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]) & Recovered) == 0 ? RowState.Found : RowState.Recovered;
    }

    /// <summary>Marks an envelope whose newer version was damaged.</summary>
    public static void MarkRecovered(Span<byte> envelope) => envelope[2] |= (byte)Recovered;

    private static string Text(ReadOnlySpan<byte> units) => new(MemoryMarshal.Cast<byte, char>(units));
}
