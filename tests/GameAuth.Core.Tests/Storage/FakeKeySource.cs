using GameAuth.Storage;

namespace GameAuth.Core.Tests.Storage;

internal sealed class FakeKeySource : MasterKeySource
{
    private int _asked;

    public bool Locked { get; set; }

    public bool Absent { get; set; }

    public Exception? Bug { get; set; }

    public int Asked => _asked;

    public override string Name => "fake keyring";

    public override KeyProtection Protection => KeyProtection.OsKeystore;

    public override async ValueTask<MasterKey?> GetKeyAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        Interlocked.Increment(ref _asked);
        return Bug is not null ? throw Bug
            : Locked ? throw Unavailable("it is locked; unlock it.")
            : Absent ? null
            : new MasterKey(TestKeys.Key(1), Name, Protection);
    }
}
