using System.Runtime.InteropServices;

namespace GameAuth.Storage;

/// <summary>The partition of the row that was listed before, which the next row mostly has too: its text and hash are made once. For one reader.</summary>
internal sealed class SeenPartition
{
    private string? _text;
    private string _prefix = "";

    /// <summary>The text of a partition (UTF-16), and the prefix that it gives the names of its rows.</summary>
    public string Get(ReadOnlySpan<byte> units, out string prefix)
    {
        if (_text is null || !units.SequenceEqual(MemoryMarshal.AsBytes(_text.AsSpan())))
        {
            _text = new string(MemoryMarshal.Cast<byte, char>(units));
            _prefix = StoreLayout.PartitionPrefix(_text);
        }

        prefix = _prefix;
        return _text;
    }
}
