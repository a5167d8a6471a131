using System.Runtime.CompilerServices;
using System.Text;

namespace GameAuth;

/// <summary>The keys of the terminal, without echo. Tests override it.</summary>
internal class TerminalKeys
{
    public virtual bool IsAvailable => Console.KeyAvailable;

    public virtual ConsoleKeyInfo Read() => Console.ReadKey(intercept: true);
}

/// <summary>Reads a line that is not echoed. Unlike a blocking read it can be cancelled, and then takes no key from whoever reads next.</summary>
internal sealed class TerminalLineReader(TerminalKeys keys, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>The line, or null when the player ends the input (Ctrl+D, or Ctrl+Z on Windows).</summary>
    public async Task<string?> ReadAsync(CancellationToken cancellationToken)
    {
        StringBuilder line = new();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            while (!keys.IsAvailable)
            {
                await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
            }

            ConsoleKeyInfo key = keys.Read();
            switch (key)
            {
                case { Key: ConsoleKey.Enter } or { KeyChar: '\n' or '\r' }:
                    return line.ToString();
                case { Key: ConsoleKey.D or ConsoleKey.Z, Modifiers: ConsoleModifiers.Control } when line.Length == 0:
                    return null;
                case { Key: ConsoleKey.Backspace }:
                    line.Length -= line.Length > 0 ? 1 : 0;
                    break;
                case { Key: ConsoleKey.U, Modifiers: ConsoleModifiers.Control }:
                    line.Clear();
                    break;
                default:
                    line.Append(char.IsControl(key.KeyChar) ? "" : key.KeyChar.ToString());
                    break;
            }
        }
    }
}

/// <summary>Reads lines of a reader that can not be cancelled. A wait that ends early leaves its line to the next one, so that none is lost.</summary>
internal sealed class SharedLineReader
{
    private static readonly ConditionalWeakTable<TextReader, SharedLineReader> Readers = [];

    private readonly Lock _gate = new();
    private readonly TextReader _input;
    private Task<string?>? _pending;

    private SharedLineReader(TextReader input) => _input = input;

    /// <summary>The lines of one reader, shared by all prompts that read it.</summary>
    public static SharedLineReader Of(TextReader input) => Readers.GetValue(input, static reader => new SharedLineReader(reader));

    public async Task<string?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task<string?> read;
            lock (_gate)
            {
                // Standard input blocks its caller, also in its asynchronous calls.
                read = _pending ??= Task.Run(_input.ReadLine, CancellationToken.None);
            }

            await ((Task)read).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            lock (_gate)
            {
                if (ReferenceEquals(_pending, read))
                {
                    _pending = null;
                    return read.GetAwaiter().GetResult();
                }
            }
        }
    }
}
