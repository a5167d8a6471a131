namespace GameAuth.Core.Tests.Storage.Crash;

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
