using GameAuth.Storage;

namespace GameAuth.Core.Tests.Storage;

public sealed class VaultOverMemoryLeaseTests : TokenStoreLeaseContract
{
    private readonly MemoryTokenStore _store = new();

    protected override ITokenStore Open() => new VaultedStore(new TokenVault(_store, VaultedStore.Protector()));
}
