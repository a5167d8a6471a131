using System.Collections.Concurrent;

namespace GameAuth.Core.Tests.Prompts;

internal sealed class FakeKeys : TerminalKeys
{
    private readonly ConcurrentQueue<ConsoleKeyInfo> _keys = new();

    public override bool IsAvailable => !_keys.IsEmpty;

    public int Left => _keys.Count;

    public FakeKeys Type(string text)
    {
        foreach (char character in text)
        {
            _keys.Enqueue(new ConsoleKeyInfo(character, 0, shift: false, alt: false, control: false));
        }

        return this;
    }

    public FakeKeys Press(ConsoleKey key, bool control = false)
    {
        _keys.Enqueue(new ConsoleKeyInfo('\0', key, shift: false, alt: false, control));
        return this;
    }

    public override ConsoleKeyInfo Read() => _keys.TryDequeue(out ConsoleKeyInfo key) ? key : throw new InvalidOperationException("No key.");
}
