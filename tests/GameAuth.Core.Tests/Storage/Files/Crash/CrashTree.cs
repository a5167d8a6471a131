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
