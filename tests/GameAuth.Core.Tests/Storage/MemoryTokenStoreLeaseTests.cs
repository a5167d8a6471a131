using GameAuth.Storage;

namespace GameAuth.Core.Tests.Storage;

public sealed class MemoryTokenStoreLeaseTests : TokenStoreLeaseContract
{
    private readonly MemoryTokenStore _store = new();

    protected override ITokenStore Open() => _store;
}
