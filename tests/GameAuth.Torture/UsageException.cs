namespace GameAuth.Torture;

/// <summary>The command line can not be followed.</summary>
internal sealed class UsageException(string message) : Exception(message);
