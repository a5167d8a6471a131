namespace GameAuth.Tests.Import;

/// <summary>The process is gone.</summary>
internal sealed class CrashException : Exception;
