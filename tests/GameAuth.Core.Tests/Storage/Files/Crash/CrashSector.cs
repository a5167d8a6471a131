namespace GameAuth.Core.Tests.Storage.Crash;

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
