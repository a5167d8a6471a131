using GameAuth.Storage;

namespace GameAuth.Core.Tests.Storage;

public sealed class MemoryTokenStoreTests : TokenStoreContract
{
    private readonly MemoryTokenStore _store = new();

    protected override ITokenStore Open() => _store;
}
