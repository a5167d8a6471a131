namespace GameAuth.Core.Tests.Storage.Crash;

/// <summary>A file's content, sector by sector. It has no name of its own: names are the directory's.</summary>
internal sealed class CrashFile
{
    private const int Page = 4096;

    private readonly List<CrashSector> _sectors = [];
    private List<int> _possibleLengths = [0];
    private bool _isLengthDirty;

    public CrashFile()
    {
    }

    public CrashFile(FileImage image)
    {
        _sectors.AddRange(image.Sectors.Select(sector => new CrashSector(sector)));
        Length = image.Length;
        _possibleLengths = [Length];
    }

    public int Length { get; private set; }

    public byte[] Read() => new FileImage([.. _sectors.Select(sector => sector.Cached)], Length).ToBytes();

    public void Write(int offset, ReadOnlySpan<byte> content)
    {
        Grow(offset + content.Length);
        for (int written = 0; written < content.Length;)
        {
            int at = offset + written;
            int count = Math.Min(content.Length - written, Sector.Size - (at % Sector.Size));
            CrashSector sector = _sectors[at / Sector.Size];
            sector.Write(sector.Cached.With(at % Sector.Size, content.Slice(written, count)));
            written += count;
        }
    }

    public void Flush()
    {
        _sectors.ForEach(sector => sector.Flush());
        _possibleLengths = _isLengthDirty ? [Length] : _possibleLengths;
        _isLengthDirty = false;
    }

    public void FailFlush(bool keepsCache)
    {
        _sectors.ForEach(sector => sector.FailFlush(keepsCache));
        _isLengthDirty = false;
    }

    /// <summary>How many things a crash may have found in each place that is open: the length first, then the sectors.</summary>
    public IEnumerable<int> Choices() => [_possibleLengths.Count, .. _sectors.Select(sector => sector.Possible.Length)];

    /// <summary>The file after a crash that chose so; without choices, whatever came last.</summary>
    public FileImage ToImage(ReadOnlySpan<int> choices)
    {
        int length = choices.IsEmpty ? Length : _possibleLengths[choices[0]];
        Sector[] sectors = new Sector[(length + Sector.Size - 1) / Sector.Size];
        for (int i = 0; i < sectors.Length; i++)
        {
            sectors[i] = choices.IsEmpty ? _sectors[i].Cached : _sectors[i].Possible[choices[i + 1]];
        }

        return new FileImage(sectors, length);
    }

    private void Grow(int length)
    {
        if (length <= Length)
        {
            return;
        }

        while (_sectors.Count * Sector.Size < length)
        {
            _sectors.Add(new CrashSector(Sector.Zero));
        }

        for (int whole = (Length / Page * Page) + Page; whole < length; whole += Page)
        {
            _possibleLengths.Add(whole);
        }

        _possibleLengths.Add(length);
        _isLengthDirty = true;
        Length = length;
    }
}

/// <summary>A sector on its two levels: what programs read, and what may be on the disk. Any of the latter may be found after a crash.</summary>
internal sealed class CrashSector(Sector content)
{
    public Sector Cached { get; private set; } = content;

    /// <summary>Oldest first; one where it is certain.</summary>
    public Sector[] Possible { get; private set; } = [content];

    /// <summary>Whether the next flush writes it.</summary>
    public bool IsDirty { get; private set; }

    public void Write(Sector next)
    {
        Cached = next;
        IsDirty = true;
        if (!Possible.Any(known => known.Hash == next.Hash))
        {
            Possible = [.. Possible, next];
        }
    }

    public void Flush()
    {
        if (IsDirty)
        {
            Possible = [Cached];
            IsDirty = false;
        }
    }

    /// <summary>A flush that failed: what is on the disk stays open, and later flushes do not try this sector again, as Linux does since 4.13.</summary>
    /// <param name="keepsCache">Whether programs go on reading what was written, as on ext4, or what was on the disk before.</param>
    public void FailFlush(bool keepsCache)
    {
        if (IsDirty)
        {
            Cached = keepsCache ? Cached : Possible[0];
            IsDirty = false;
        }
    }
}

/// <summary>What a disk writes whole or not at all: 512 bytes, never changed once made.</summary>
internal sealed class Sector
{
    public const int Size = 512;

    public Sector(ReadOnlySpan<byte> bytes)
    {
        byte[] whole = new byte[Size];
        bytes.CopyTo(whole);
        Bytes = whole;
        Hash = Fingerprint.Of(whole);
    }

    public static Sector Zero { get; } = new([]);

    public byte[] Bytes { get; }

    public ulong Hash { get; }

    /// <summary>This sector with some bytes written over.</summary>
    public Sector With(int offset, ReadOnlySpan<byte> content)
    {
        byte[] changed = [.. Bytes];
        content.CopyTo(changed.AsSpan(offset));
        return new Sector(changed);
    }
}

/// <summary>A file as a crash left it.</summary>
internal sealed record FileImage(IReadOnlyList<Sector> Sectors, int Length)
{
    public static FileImage Of(ReadOnlySpan<byte> content)
    {
        CrashFile file = new();
        file.Write(0, content);
        file.Flush();
        return file.ToImage([]);
    }

    public byte[] ToBytes()
    {
        byte[] content = new byte[Length];
        for (int at = 0; at < Length; at += Sector.Size)
        {
            Sectors[at / Sector.Size].Bytes.AsSpan(0, Math.Min(Sector.Size, Length - at)).CopyTo(content.AsSpan(at));
        }

        return content;
    }
}
