namespace GameAuth.Benchmarks.Store;

/// <summary>A directory beside the benchmark's program, since /tmp is memory on many machines and a flush there costs nothing.</summary>
internal sealed class ScratchDirectory : IDisposable
{
    public ScratchDirectory() => Path = Directory.CreateDirectory(System.IO.Path.Combine(AppContext.BaseDirectory, "scratch", System.IO.Path.GetRandomFileName())).FullName;

    public string Path { get; }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
