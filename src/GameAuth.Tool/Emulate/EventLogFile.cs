using GameAuth.Emulator;

namespace GameAuth.Tool;

/// <summary>Appends events to a file, one JSON line each, flushed at once so that another process can follow.</summary>
internal sealed class EventLogFile : IDisposable
{
    private readonly StreamWriter _lines;

    private EventLogFile(StreamWriter lines) => _lines = lines;

    public static EventLogFile Open(string path)
    {
        FileStream file = new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        return new EventLogFile(new StreamWriter(file) { AutoFlush = true, NewLine = "\n" });
    }

    public void Write(EmulatorEvent happened) => _lines.WriteLine(happened.ToJson());

    public void Dispose() => _lines.Dispose();
}
