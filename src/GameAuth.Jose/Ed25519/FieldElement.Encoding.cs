using System.Buffers.Binary;

namespace GameAuth.Jose;

internal partial struct FieldElement
{
    /// <summary>Whether the 255 low bits are a number below p: the only encoding of that number.</summary>
    public static bool IsCanonical(ReadOnlySpan<byte> bytes)
    {
        FieldElement value = Decode(bytes);
        return value._0 < Mask - 18 || (value._1 & value._2 & value._3 & value._4) != Mask;
    }

    /// <summary>Reads 32 bytes, little-endian; the top bit is not looked at.</summary>
    public static FieldElement Decode(ReadOnlySpan<byte> bytes)
    {
        ulong w0 = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        ulong w1 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
        ulong w2 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]);
        ulong w3 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]);
        return new FieldElement(
            w0 & Mask,
            ((w0 >> 51) | (w1 << 13)) & Mask,
            ((w1 >> 38) | (w2 << 26)) & Mask,
            ((w2 >> 25) | (w3 << 39)) & Mask,
            (w3 >> 12) & Mask);
    }

    /// <summary>Writes the canonical 32 bytes of an element whose limbs are below 2^63.</summary>
    public readonly void Encode(Span<byte> bytes)
    {
        FieldElement value = this;
        Carry(ref value);
        Carry(ref value);

        // The value is below 2p now; it is at least p when adding 19 overflows bit 255.
        ulong over = (value._0 + 19) >> 51;
        over = (value._1 + over) >> 51;
        over = (value._2 + over) >> 51;
        over = (value._3 + over) >> 51;
        over = (value._4 + over) >> 51;

        ulong r0 = value._0 + (19 * over);
        ulong r1 = value._1 + (r0 >> 51);
        ulong r2 = value._2 + (r1 >> 51);
        ulong r3 = value._3 + (r2 >> 51);
        ulong r4 = value._4 + (r3 >> 51);
        (r0, r1, r2, r3, r4) = (r0 & Mask, r1 & Mask, r2 & Mask, r3 & Mask, r4 & Mask);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, r0 | (r1 << 51));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], (r1 >> 13) | (r2 << 38));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[16..], (r2 >> 26) | (r3 << 25));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[24..], (r3 >> 39) | (r4 << 12));
    }

    public readonly bool Is(in FieldElement other)
    {
        Span<byte> mine = stackalloc byte[Size];
        Span<byte> others = stackalloc byte[Size];
        Encode(mine);
        other.Encode(others);
        return mine.SequenceEqual(others);
    }

    public readonly bool IsZero => Is(default);

    /// <summary>The lowest bit of the canonical encoding: the sign of an x coordinate.</summary>
    public readonly bool IsOdd
    {
        get
        {
            Span<byte> bytes = stackalloc byte[Size];
            Encode(bytes);
            return (bytes[0] & 1) == 1;
        }
    }
}
