using System.Text;

namespace GameAuth.Torture;

/// <summary>The careful plain store: a whole new file, flushed, then renamed over the old one. Nothing sweeps what a kill leaves.</summary>
internal sealed class RenameSubject(string directory) : JsonSubject(directory)
{
    protected override Task WriteAsync(string path, string text)
    {
        string temporary = $"{path}.{Guid.NewGuid():n}.tmp";
        using (FileStream file = new(temporary, FileMode.CreateNew))
        {
            file.Write(Encoding.UTF8.GetBytes(text));
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
        return Task.CompletedTask;
    }
}
