namespace GameAuth.Torture;

/// <summary>A directory of a command's own, gone with everything in it when the command ends.</summary>
internal sealed class Scratch : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("gameauth-torture-").FullName;

    public string At(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
