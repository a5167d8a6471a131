namespace GameAuth.Emulator;

/// <summary>The emulator cannot start or do what was asked; the message names the setting and the fix.</summary>
public sealed class EmulatorException : Exception
{
    internal EmulatorException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
