namespace GameAuth.Core.Tests.Storage.Crash;

internal sealed class CrashLock(Action release) : IDisposable
{
    public void Dispose() => release();
}
