using System.Buffers.Binary;
using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace GameAuth.Storage;

/// <summary>Seals rows with AES-256-GCM (NIST SP 800-38D) under keys derived by HKDF-SHA256 (RFC 5869) from a master key.</summary>
/// <remarks>
/// Each row has its own key, and each write has a 96-bit nonce from random bytes, the version and the content. The associated data has purpose, partition, name, format, algorithm, key id
/// and version, so a row opens only in its place and as its version. Rows are padded to a few sizes. Safe for use from any thread.
/// </remarks>
public sealed class AesGcmTokenProtector : ITokenProtector
{
    private const int NonceSize = 12;
    private const int TagSize = SealedHeader.TagSize;
    private const int BodyStart = SealedHeader.Size + NonceSize;
    private const int LengthSize = sizeof(int);
    private const int MaxOnStack = 1024;
    private const int Overhead = BodyStart + LengthSize + TagSize;

    private readonly KeyRing _keys;
    private readonly string _purpose;

    /// <summary>Creates a protector; no key is fetched yet.</summary>
    /// <param name="purpose">What the store is for, such as the application's name. A row that was sealed for one purpose does not open for another.</param>
    /// <param name="current">The key that seals.</param>
    /// <param name="previous">Keys that still open older rows, newest first. They are no longer needed when every row has been sealed with the current key.</param>
    public AesGcmTokenProtector(string purpose, MasterKeySource current, params IReadOnlyList<MasterKeySource> previous)
    {
        ArgumentNullException.ThrowIfNull(purpose);
        ArgumentNullException.ThrowIfNull(current);
        ArgumentNullException.ThrowIfNull(previous);
        _purpose = purpose;
        _keys = new KeyRing([current, .. previous]);
    }

    internal AesGcmTokenProtector(string purpose, KeyRing keys) => (_purpose, _keys) = (purpose, keys);

    /// <summary>The key that seals, and how it is protected; null until <see cref="PrepareAsync"/> has succeeded.</summary>
    public KeyReport? Key => _keys.Keys is [SealingKey current, ..] ? current.Report : null;

    private SealingKey Current => _keys.Keys is [SealingKey current, ..] ? current
        : throw new CredentialStoreException("No row can be sealed before PrepareAsync has fetched the master key.", RowState.KeyUnavailable) { Step = "master key" };

    /// <inheritdoc/>
    public ValueTask PrepareAsync(CancellationToken cancellationToken) => _keys.LoadAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask ForgetAsync(CancellationToken cancellationToken) => _keys.ForgetAsync(cancellationToken);

    /// <inheritdoc/>
    public byte[] Protect(ReadOnlySpan<byte> plain, RowKey key, RowVersion version)
    {
        Span<byte> random = stackalloc byte[SealingKey.RandomSize];
        RandomNumberGenerator.Fill(random);
        return Protect(plain, key, version, random);
    }

    /// <summary>As <see cref="Protect(ReadOnlySpan{byte}, RowKey, RowVersion)"/> with these random bytes.</summary>
    internal byte[] Protect(ReadOnlySpan<byte> plain, RowKey key, RowVersion version, ReadOnlySpan<byte> random)
    {
        SealingKey sealing = Current;
        byte[] result = new byte[SealedSize.For(checked(plain.Length + Overhead))];
        sealing.Header.CopyTo(result);
        Span<byte> nonce = result.AsSpan(SealedHeader.Size, NonceSize);

        // The row is padded in the buffer of its ciphertext, since AES-GCM may work in place.
        Span<byte> padded = result.AsSpan(BodyStart..^TagSize);
        BinaryPrimitives.WriteInt32LittleEndian(padded, plain.Length);
        plain.CopyTo(padded[LengthSize..]);
        int size = AssociatedData.SizeFor(_purpose, key);
        Span<byte> associated = size < MaxOnStack ? stackalloc byte[MaxOnStack] : new byte[size + 1];
        AssociatedData.Write(associated, result.AsSpan(0, SealedHeader.Size), version, _purpose, key);
        Span<byte> info = associated[AssociatedData.InfoStart..(size + 1)];
        sealing.MakeNonce(info, associated[SealedHeader.Size..AssociatedData.InfoStart], random, plain, nonce);
        RowCipherCache.Entry row = sealing.Rent(key, info);
        try
        {
            row.Cipher.Encrypt(nonce, padded, padded, result.AsSpan(^TagSize..), associated[..size]);
            return result;
        }
        finally
        {
            sealing.Return(row);
        }
    }

    /// <inheritdoc/>
    public RowState Unprotect(ReadOnlySpan<byte> sealedBytes, RowKey key, RowVersion version, out byte[] plain)
    {
        plain = [];
        if (_keys.Keys is not [SealingKey current, ..] keys)
        {
            return RowState.KeyUnavailable;
        }

        // Most rows have the header of the current key. Any other header is parsed and checked.
        if (sealedBytes.StartsWith(current.Header))
        {
            return Open(current, sealedBytes, key, version, out plain);
        }

        if (!SealedHeader.TryRead(sealedBytes, out SealedHeader header) || header.Format == 0)
        {
            return RowState.Corrupt;
        }

        if (header.Format > SealedHeader.CurrentFormat || header.Algorithm != SealedHeader.Aes256Gcm)
        {
            return RowState.NewerFormat;
        }

        return KeyRing.Find(keys, header.KeyId) is { } opening ? Open(opening, sealedBytes, key, version, out plain) : RowState.WrongKey;
    }

    /// <inheritdoc/>
    public bool IsCurrent(ReadOnlySpan<byte> sealedBytes) =>
        SealedHeader.TryRead(sealedBytes, out SealedHeader header) && header == new SealedHeader(SealedHeader.CurrentFormat, SealedHeader.Aes256Gcm, Current.Id);

    private RowState Open(SealingKey opening, ReadOnlySpan<byte> sealedBytes, RowKey key, RowVersion version, out byte[] plain)
    {
        plain = [];
        if (sealedBytes.Length < Overhead)
        {
            return RowState.Corrupt;
        }

        int size = AssociatedData.SizeFor(_purpose, key);
        Span<byte> associated = size < MaxOnStack ? stackalloc byte[MaxOnStack] : new byte[size + 1];
        AssociatedData.Write(associated, sealedBytes[..SealedHeader.Size], version, _purpose, key);
        int length = sealedBytes.Length - BodyStart - TagSize;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(length);
        Span<byte> padded = buffer.AsSpan(0, length);
        RowCipherCache.Entry row = opening.Rent(key, associated[AssociatedData.InfoStart..(size + 1)]);
        try
        {
            row.Cipher.Decrypt(sealedBytes[SealedHeader.Size..BodyStart], sealedBytes[BodyStart..^TagSize], sealedBytes[^TagSize..], padded, associated[..size]);
            int used = BinaryPrimitives.ReadInt32LittleEndian(padded);
            if (used < 0 || used > length - LengthSize)
            {
                return RowState.Corrupt;
            }

            plain = padded.Slice(LengthSize, used).ToArray();
            return RowState.Found;
        }
        catch (AuthenticationTagMismatchException)
        {
            return RowState.Corrupt;
        }
        finally
        {
            opening.Return(row);

            // The next user of the pooled buffer must not find a row in the clear.
            CryptographicOperations.ZeroMemory(padded);
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}

/// <summary>The few sizes of sealed rows, so that a file's size does not reveal which token it has.</summary>
internal static class SealedSize
{
    private const int Smallest = 1024;
    private const int Small = 2048;
    private const int Page = 4096;
    private const int Step = 16;

    // Room for what a file store writes before the sealed bytes (a header and two hidden names), so that both fill whole pages.
    private const int Reserved = 512;

    /// <summary>The padded size for a number of bytes: 1 KiB, 2 KiB, then 1, 2, 4 ... 16 pages and multiples of 16, less the bytes that a store adds.</summary>
    public static int For(int length)
    {
        if (length <= Small)
        {
            return length <= Smallest ? Smallest : Small;
        }

        int pages = checked(length + Reserved + Page - 1) / Page;
        pages = pages <= Step ? (int)BitOperations.RoundUpToPowerOf2((uint)pages) : (pages + Step - 1) / Step * Step;
        return (pages * Page) - Reserved;
    }
}

/// <summary>
/// The first 16 bytes of a sealed row: "GS", format, algorithm, key id (8), check (4). Every later format keeps them, so that
/// an older release can tell a newer format and another key from damage.
/// </summary>
internal readonly record struct SealedHeader(byte Format, byte Algorithm, ulong KeyId)
{
    public const int Size = 16;
    public const byte CurrentFormat = 1;
    public const byte Aes256Gcm = 1;

    /// <summary>The size in bytes of the tag after the ciphertext.</summary>
    public const int TagSize = 16;

    private const ushort Magic = 0x5347;

    public void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(target, Magic);
        target[2] = Format;
        target[3] = Algorithm;
        BinaryPrimitives.WriteUInt64LittleEndian(target[4..], KeyId);
        BinaryPrimitives.WriteUInt32LittleEndian(target[12..], Check(target));
    }

    public static bool TryRead(ReadOnlySpan<byte> source, out SealedHeader header)
    {
        header = default;
        if (source.Length < Size || BinaryPrimitives.ReadUInt16LittleEndian(source) != Magic || BinaryPrimitives.ReadUInt32LittleEndian(source[12..]) != Check(source))
        {
            return false;
        }

        header = new(source[2], source[3], BinaryPrimitives.ReadUInt64LittleEndian(source[4..]));
        return true;
    }

    private static uint Check(ReadOnlySpan<byte> header)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(header[..12], hash);
        return BinaryPrimitives.ReadUInt32LittleEndian(hash);
    }
}

/// <summary>The associated data of a sealed row. It binds the row to its key and version; each text is preceded by its length, so no two rows have the same bytes.</summary>
internal static class AssociatedData
{
    private const int VersionSize = 2 * sizeof(ulong);

    /// <summary>The offset of purpose, partition and name, from which a row's own key is derived.</summary>
    public const int InfoStart = SealedHeader.Size + VersionSize;

    /// <summary>The length of the associated data.</summary>
    public static int SizeFor(string purpose, RowKey key) =>
        InfoStart + LengthPrefixedWriter.SizeOf(purpose) + LengthPrefixedWriter.SizeOf(key.Partition) + LengthPrefixedWriter.SizeOf(key.Name);

    /// <summary>Writes header (format, algorithm, key id), version, purpose, partition and name.</summary>
    public static void Write(Span<byte> target, ReadOnlySpan<byte> header, RowVersion version, string purpose, RowKey key)
    {
        LengthPrefixedWriter writer = new(target);
        writer.Add(header);
        writer.Add(version.Epoch);
        writer.Add(version.Number);
        writer.AddText(purpose);
        writer.AddText(key.Partition);
        writer.AddText(key.Name);
    }
}

/// <summary>Writes bytes as they are, and texts each preceded by its length in bytes.</summary>
internal ref struct LengthPrefixedWriter(Span<byte> buffer)
{
    private readonly Span<byte> _buffer = buffer;
    private int _length;

    public readonly ReadOnlySpan<byte> Written => _buffer[.._length];

    public static int SizeOf(string text) => sizeof(int) + (text.Length * sizeof(char));

    /// <summary>A label, followed by texts that are each preceded by their length.</summary>
    public static byte[] Encode(ReadOnlySpan<byte> label, params ReadOnlySpan<string> texts)
    {
        int size = label.Length;
        foreach (string text in texts)
        {
            size += SizeOf(text);
        }

        byte[] encoded = new byte[size];
        LengthPrefixedWriter writer = new(encoded);
        writer.Add(label);
        foreach (string text in texts)
        {
            writer.AddText(text);
        }

        return encoded;
    }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_buffer[_length..]);
        _length += bytes.Length;
    }

    public void Add(ulong number)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_buffer[_length..], number);
        _length += sizeof(ulong);
    }

    // UTF-16 code units, since any text is a valid name and UTF-8 would make lone surrogates equal.
    public void AddText(string text) => AddText(MemoryMarshal.AsBytes(text.AsSpan()));

    public void AddText(ReadOnlySpan<byte> units)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_buffer[_length..], units.Length);
        _length += sizeof(int);
        Add(units);
    }
}
