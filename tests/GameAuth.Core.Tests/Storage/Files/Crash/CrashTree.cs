namespace GameAuth.Core.Tests.Storage.Crash;

/// <summary>The names and files of a disk, and every state in which a power cut at this moment may leave it.</summary>
internal sealed class CrashTree
{
    private readonly string _rootPath;
    private readonly CrashDirectory _root = new();

    /// <summary>A disk on which everything is certain.</summary>
    public CrashTree(string rootPath, DiskImage image)
    {
        _rootPath = rootPath;
        foreach (string path in image.Directories.OrderBy(path => path.Length).Where(path => path != rootPath))
        {
            Place(path, new CrashDirectory());
        }

        foreach ((string path, FileImage file) in image.Files)
        {
            Place(path, new CrashFile(file));
        }
    }

    public object? Find(string path)
    {
        if (path == _rootPath)
        {
            return _root;
        }

        return Path.GetDirectoryName(path) is { } parent && Find(parent) is CrashDirectory directory
            ? directory.Names.GetValueOrDefault(Path.GetFileName(path))
            : null;
    }

    /// <summary>The disk after everything was written back, as a shutdown leaves it.</summary>
    public DiskImage Whole()
    {
        ImageBuilder whole = new();
        whole.Add(_rootPath, _root, directory => directory.Names, file => file.ToImage([]));
        return whole.Image;
    }

    /// <summary>The states after a power cut now: all, or where they are too many a choice by <see cref="Choices"/>.</summary>
    public IEnumerable<DiskImage> AfterPowerCut(int most)
    {
        List<int> counts = [];
        Dictionary<object, Range> places = new(ReferenceEqualityComparer.Instance);
        Count(_root, counts, places);
        foreach (int[] choice in Choices.Of([.. counts], most))
        {
            ImageBuilder state = new();
            state.Add(
                _rootPath,
                _root,
                directory => directory.ToNames(choice.AsSpan()[places[directory]]),
                file => file.ToImage(choice.AsSpan()[places[file]]));
            yield return state.Image;
        }
    }

    private static void Count(object node, List<int> counts, Dictionary<object, Range> places)
    {
        int start = counts.Count;
        if (places.ContainsKey(node))
        {
            return;
        }

        counts.AddRange(node is CrashFile file ? file.Choices() : ((CrashDirectory)node).Choices());
        places[node] = start..counts.Count;
        foreach (object inner in node is CrashDirectory directory ? directory.Nodes() : [])
        {
            Count(inner, counts, places);
        }
    }

    private void Place(string path, object node)
    {
        CrashDirectory parent = (CrashDirectory)Find(Path.GetDirectoryName(path)!)!;
        parent.Change(new NameChange(Path.GetFileName(path), node));
        parent.Flush();
    }
}

/// <summary>A directory's names on their two levels. Steps that were not flushed are found after a crash each for itself, in no order, as POSIX allows.</summary>
internal sealed class CrashDirectory
{
    private readonly List<NameChange> _pending = [];
    private Dictionary<string, object> _flushed = [];

    /// <summary>What programs see: files and directories.</summary>
    public Dictionary<string, object> Names { get; private set; } = [];

    public void Change(NameChange change)
    {
        change.Apply(Names, choice: 1);
        _pending.Add(change);
    }

    public void Flush()
    {
        _pending.Clear();
        _flushed = new(Names);
    }

    /// <summary>Everything that a name here may mean after a crash.</summary>
    public IEnumerable<object> Nodes() => _flushed.Values.Concat(_pending.Select(change => change.Node).OfType<object>()).Distinct();

    public IEnumerable<int> Choices() => _pending.Select(change => change.Choices);

    /// <summary>The names after a crash that chose so.</summary>
    public IReadOnlyDictionary<string, object> ToNames(ReadOnlySpan<int> choices)
    {
        Dictionary<string, object> names = new(_flushed);
        for (int i = 0; i < choices.Length; i++)
        {
            _pending[i].Apply(names, choices[i]);
        }

        return names;
    }
}

/// <summary>A step on a directory that is not on the disk yet.</summary>
/// <param name="Name">The name that it sets.</param>
/// <param name="Node">The file or directory that the name then means; null where it means nothing.</param>
/// <param name="From">For a rename, the name that goes away with it.</param>
internal sealed record NameChange(string Name, object? Node, string? From = null)
{
    /// <summary>Not done or done; a rename may also be found half done, with the file under both names, but never under none.</summary>
    public int Choices => From is null ? 2 : 3;

    public void Apply(IDictionary<string, object> names, int choice)
    {
        if (choice == 0)
        {
            return;
        }

        if (Node is null)
        {
            names.Remove(Name);
        }
        else
        {
            names[Name] = Node;
        }

        if (choice == 1 && From is not null)
        {
            names.Remove(From);
        }
    }
}

/// <summary>A whole disk as a crash left it: what the next start of the machine finds.</summary>
/// <param name="Directories">Full paths.</param>
/// <param name="Files">By full path.</param>
internal sealed record DiskImage(IReadOnlyCollection<string> Directories, IReadOnlyDictionary<string, FileImage> Files)
{
    /// <summary>Equal for equal disks; a temporary file's random name does not count.</summary>
    public ulong Hash()
    {
        ulong sum = 0;
        foreach (string directory in Directories)
        {
            sum += Fingerprint.Of(directory);
        }

        foreach ((string path, FileImage file) in Files)
        {
            ulong hash = Fingerprint.Mix(Fingerprint.Of(path.EndsWith(".tmp", StringComparison.Ordinal) ? path[..^20] : path), (ulong)file.Length);
            sum += file.Sectors.Aggregate(hash, (mixed, sector) => Fingerprint.Mix(mixed, sector.Hash));
        }

        return sum;
    }

    public DiskImage With(string path, ReadOnlySpan<byte> content) =>
        this with { Files = new Dictionary<string, FileImage>(Files) { [path] = FileImage.Of(content) } };
}

/// <summary>Collects the directories and files that can be reached by their names.</summary>
internal sealed class ImageBuilder
{
    private readonly List<string> _directories = [];
    private readonly Dictionary<string, FileImage> _files = [];

    public DiskImage Image => new(_directories, _files);

    public void Add(
        string path,
        object node,
        Func<CrashDirectory, IReadOnlyDictionary<string, object>> names,
        Func<CrashFile, FileImage> content)
    {
        if (node is CrashFile file)
        {
            _files.Add(path, content(file));
            return;
        }

        _directories.Add(path);
        foreach ((string name, object inner) in names((CrashDirectory)node))
        {
            Add(Path.Combine(path, name), inner, names, content);
        }
    }
}

internal sealed class CrashLock(Action release) : IDisposable
{
    public void Dispose() => release();
}
