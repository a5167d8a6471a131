using GameAuth.Storage;

namespace GameAuth.Core.Tests.Storage.Crash;

/// <summary>
/// A file system in memory that promises no more than POSIX does: what was written is on the disk after a flush of the file, a name after a flush of
/// its directory, and before that anything goes, sector by sector and name by name. Every step is cut into the events between which a machine may stop.
/// </summary>
/// <remarks>Lock files are not on the disk: they have no content, and the store makes them where they are missing.</remarks>
internal sealed class CrashDisk(DiskImage start) : IStoreDisk
{
    public static readonly string Root = Path.GetPathRoot(Path.GetTempPath())!;

    private readonly CrashTree _tree = new(Root, start);
    private readonly HashSet<string> _locks = [];
    private bool _isDead;

    /// <summary>A disk with an empty directory of this user.</summary>
    public static DiskImage Fresh { get; } = new([Root, Home], new Dictionary<string, FileImage>());

    public static string Home => Path.Combine(Root, "home");

    /// <summary>How many events there were.</summary>
    public int Events { get; private set; }

    /// <summary>How many flushes of files and directories there were.</summary>
    public int Flushes { get; private set; }

    /// <summary>Called after every event.</summary>
    public Action<CrashDisk>? Happened { get; set; }

    /// <summary>The event after which the process dies; what it wrote stays in the page cache.</summary>
    public int KillAfter { get; init; } = -1;

    /// <summary>Flushes that fail with EIO: which, counted from 1.</summary>
    public Range FailingFlushes { get; init; } = ..0;

    /// <summary>Whether a failed flush leaves the new content in the page cache.</summary>
    public bool FailedFlushKeepsCache { get; init; } = true;

    /// <summary>Something that another process does between two events of this one.</summary>
    public Dictionary<int, Func<Task>> Meanwhile { get; } = [];

    /// <summary>A moment of its own, such as after a promise.</summary>
    public void Look() => Happened?.Invoke(this);

    public DiskImage Whole() => _tree.Whole();

    public IEnumerable<DiskImage> AfterPowerCut(int most) => _tree.AfterPowerCut(most);

    /// <summary>The process has died and another one starts.</summary>
    public void Revive() => _isDead = false;

    /// <summary>Another program removes a directory with all that is in it, for good.</summary>
    public void RemoveTree(string path)
    {
        CrashDirectory parent = Parent(path);
        parent.Change(new NameChange(Path.GetFileName(path), Node: null));
        parent.Flush();
    }

    public void PrepareDirectory(string path, params ReadOnlySpan<string> own)
    {
        if (_tree.Find(path) is null)
        {
            PrepareDirectory(Path.GetDirectoryName(path)!);
            Event(() => Parent(path).Change(new NameChange(Path.GetFileName(path), new CrashDirectory())));
        }
    }

    public byte[]? Read(string path, int limit)
    {
        Live();
        return (_tree.Find(path) as CrashFile)?.Read() is { } content ? content[..Math.Min(limit, content.Length)] : null;
    }

    public void Create(string path, ReadOnlySpan<byte> content)
    {
        CrashFile file = new();
        _ = _tree.Find(path) is null ? file : throw new IOException($"The file '{path}' already exists.");
        Event(() => Parent(path).Change(new NameChange(Path.GetFileName(path), file)));
        Write(file, 0, content.ToArray());
        Flush(file.Flush, () => file.FailFlush(FailedFlushKeepsCache));
    }

    public void Copy(string from, string to) => Create(to, Existing(from).Read());

    public void Overwrite(string path, long offset, ReadOnlySpan<byte> content)
    {
        CrashFile file = Existing(path);
        Write(file, (int)offset, content.ToArray());
        Flush(file.Flush, () => file.FailFlush(FailedFlushKeepsCache));
    }

    public void Move(string from, string to)
    {
        CrashFile file = Existing(from);
        _ = Path.GetDirectoryName(from) == Path.GetDirectoryName(to) ? file : throw new NotSupportedException("The store renames within a directory.");
        Event(() => Parent(to).Change(new NameChange(Path.GetFileName(to), file, Path.GetFileName(from))));
    }

    public void Delete(string path)
    {
        if (_tree.Find(path) is CrashFile)
        {
            Event(() => Parent(path).Change(new NameChange(Path.GetFileName(path), Node: null)));
        }
    }

    public void FlushDirectory(string path)
    {
        CrashDirectory directory = (CrashDirectory)(_tree.Find(path) ?? throw new DirectoryNotFoundException(path));
        Flush(directory.Flush, () => { });
    }

    public bool Exists(string path) => _tree.Find(path) is not null;

    public bool IsPrivate(string path) => true;

    public IEnumerable<string> List(string directory) =>
        _tree.Find(directory) is CrashDirectory found ? [.. found.Names.Where(name => name.Value is CrashFile).Select(name => name.Key).Order(StringComparer.Ordinal)] : [];

    public void CheckParents(string path)
    {
    }

    public IDisposable? TryLock(string path, bool deletes = false)
    {
        Live();
        _ = Parent(path);
        return _locks.Add(path) ? new CrashLock(() => _locks.Remove(path)) : null;
    }

    private CrashFile Existing(string path) => _tree.Find(path) as CrashFile ?? throw new FileNotFoundException(null, path);

    private CrashDirectory Parent(string path) =>
        _tree.Find(Path.GetDirectoryName(path)!) as CrashDirectory ?? throw new DirectoryNotFoundException(Path.GetDirectoryName(path));

    // In two parts, since a kill may cut a write in the page cache too.
    private void Write(CrashFile file, int offset, byte[] content)
    {
        int half = Math.Min(content.Length, ((content.Length / 2) + Sector.Size - 1) / Sector.Size * Sector.Size);
        Event(() => file.Write(offset, content.AsSpan(0, half)));
        if (half < content.Length)
        {
            Event(() => file.Write(offset + half, content.AsSpan(half)));
        }
    }

    private void Flush(Action flush, Action fail)
    {
        (int first, int count) = FailingFlushes.GetOffsetAndLength(int.MaxValue);
        bool fails = ++Flushes >= first && Flushes < first + count;
        Event(fails ? fail : flush);
        if (fails)
        {
            throw new IOException("Input/output error", 5);
        }
    }

    private void Event(Action change)
    {
        Live();
        change();
        Events++;
        Look();
        _isDead = Events == KillAfter;
        Live();
        if (Meanwhile.Remove(Events, out Func<Task>? other))
        {
            Task.Run(other).GetAwaiter().GetResult();
        }
    }

    private void Live() => _ = _isDead ? throw new ProcessDiedException() : true;
}
