using System.Text;

namespace GameAuth;

/// <summary>Reads a line that is not echoed. Unlike a blocking read it can be cancelled, and then takes no key from whoever reads next.</summary>
internal sealed class TerminalLine(TerminalKeys keys, TimeProvider time)
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
