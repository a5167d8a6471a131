using System.Buffers;

namespace GameAuth.Storage;

/// <summary>A file's bytes in a buffer that goes back to its pool; what is to stay is copied out before.</summary>
internal readonly struct FileContent : IDisposable
{
    private readonly byte[] _buffer;
    private readonly int _length;
    private readonly bool _isRented;

    private FileContent(byte[] buffer, int length, bool isRented)
    {
        _buffer = buffer;
        _length = length;
        _isRented = isRented;
    }

    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, _length);

    public static FileContent Of(byte[] content) => new(content, content.Length, isRented: false);

    public static FileContent Rented(byte[] buffer, int length) => new(buffer, length, isRented: true);

    public void Dispose()
    {
        if (_isRented)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }
    }
}
