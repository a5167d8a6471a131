using GameAuth.Storage;

namespace GameAuth.Core.Tests.Storage;

/// <summary>The real disk, with a note of each step that changes it.</summary>
internal sealed class RecordingDisk(Action<string, string> step) : IStoreDisk
{
    private readonly IStoreDisk _disk = LocalDisk.Instance;

    public void PrepareDirectory(string path, params ReadOnlySpan<string> own) => _disk.PrepareDirectory(path, own);

    public byte[]? Read(string path, int limit)
    {
        step("read", path);
        return _disk.Read(path, limit);
    }

    public bool Exists(string path) => _disk.Exists(path);

    public bool IsPrivate(string path) => _disk.IsPrivate(path);

    public IEnumerable<string> List(string directory) => _disk.List(directory);

    public void CheckParents(string path) => _disk.CheckParents(path);

    public IDisposable? TryLock(string path, bool deletes = false) => _disk.TryLock(path, deletes);

    public void Create(string path, ReadOnlySpan<byte> content)
    {
        step("create", path);
        _disk.Create(path, content);
    }

    public void Copy(string from, string to)
    {
        step("copy", from);
        _disk.Copy(from, to);
    }

    public void Overwrite(string path, long offset, ReadOnlySpan<byte> content)
    {
        step($"overwrite {offset}", path);
        _disk.Overwrite(path, offset, content);
    }

    public void Move(string from, string to)
    {
        step("move", from);
        _disk.Move(from, to);
    }

    public void Delete(string path)
    {
        step("delete", path);
        _disk.Delete(path);
    }

    public void FlushDirectory(string path)
    {
        step("flush", path);
        _disk.FlushDirectory(path);
    }
}

/// <summary>The real disk up to a chosen step; there it fails, or the process dies, with the step undone or half done.</summary>
internal sealed class ScriptedDisk(int failingStep, Func<Exception> failure, bool halfDone = false) : IStoreDisk
{
    private readonly LocalDisk _disk = LocalDisk.Instance;

    public int Steps { get; private set; }

    public bool LocksExclude { get; init; } = true;

    public void PrepareDirectory(string path, params ReadOnlySpan<string> own) => _disk.PrepareDirectory(path, own);

    public byte[]? Read(string path, int limit) => _disk.Read(path, limit);

    public bool Exists(string path) => _disk.Exists(path);

    public bool IsPrivate(string path) => _disk.IsPrivate(path);

    public IEnumerable<string> List(string directory) => _disk.List(directory);

    public void CheckParents(string path) => _disk.CheckParents(path);

    public IDisposable? TryLock(string path, bool deletes = false) => LocksExclude ? _disk.TryLock(path, deletes) : new MemoryStream();

    public void Create(string path, ReadOnlySpan<byte> content)
    {
        byte[] whole = content.ToArray();
        Step(() => _disk.Create(path, whole), () => _disk.Create(path, whole.AsSpan(0, whole.Length / 3)));
    }

    public void Overwrite(string path, long offset, ReadOnlySpan<byte> content)
    {
        byte[] whole = content.ToArray();
        Step(() => _disk.Overwrite(path, offset, whole), () => _disk.Overwrite(path, offset, whole.AsSpan(0, 60)));
    }

    public void Copy(string from, string to) => Step(() => _disk.Copy(from, to), () => _disk.Create(to, [1]));

    public void Move(string from, string to) => Step(() => _disk.Move(from, to), () => { });

    public void Delete(string path) => Step(() => _disk.Delete(path), () => { });

    public void FlushDirectory(string path) => Step(() => _disk.FlushDirectory(path), () => { });

    private void Step(Action whole, Action half)
    {
        if (Steps++ == failingStep)
        {
            if (halfDone)
            {
                half();
            }

            throw failure();
        }

        whole();
    }
}

/// <summary>Stands for kill -9: nothing in the store may catch it, so no clean-up runs.</summary>
internal sealed class ProcessDiedException : Exception;
