using GameAuth.Storage;

namespace GameAuth.Core.Tests.Storage;

/// <summary>A source under a kind of its own.</summary>
internal sealed class Named(string kind, MasterKeySource source) : MasterKeySource
{
    public int Forgotten { get; private set; }

    public override string Name => kind;

    public override string Kind => kind;

    public override KeyProtection Protection => source.Protection;

    public override ValueTask<MasterKey?> GetKeyAsync(CancellationToken cancellationToken) => source.GetKeyAsync(cancellationToken);

    public override ValueTask ForgetAsync(CancellationToken cancellationToken)
    {
        Forgotten++;
        return source.ForgetAsync(cancellationToken);
    }
}
