using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace GameAuth.Storage;

/// <summary>Writes what <see cref="SealingPlace"/> consists of into a buffer: bytes as they are, texts each led by its length in bytes.</summary>
internal ref struct PlaceWriter(Span<byte> buffer)
{
    private readonly Span<byte> _buffer = buffer;
    private int _length;

    public readonly ReadOnlySpan<byte> Written => _buffer[.._length];

    public static int SizeOf(string text) => sizeof(int) + (text.Length * sizeof(char));

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

    // UTF-16 code units, since any text is a name and UTF-8 would make lone surrogates equal.
    public void AddText(string text) => AddText(MemoryMarshal.AsBytes(text.AsSpan()));

    public void AddText(ReadOnlySpan<byte> units)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_buffer[_length..], units.Length);
        _length += sizeof(int);
        Add(units);
    }
}
