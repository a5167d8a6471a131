namespace GameAuth;

/// <summary>The keys of the terminal, without echo. Tests override it.</summary>
internal class TerminalKeys
{
    public virtual bool IsAvailable => Console.KeyAvailable;

    public virtual ConsoleKeyInfo Read() => Console.ReadKey(intercept: true);
}
