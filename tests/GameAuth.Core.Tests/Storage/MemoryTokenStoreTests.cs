using GameAuth.Storage;
using GameAuth.StoreContract;

namespace GameAuth.Core.Tests.Storage;

public sealed class MemoryTokenStoreTests : TokenStoreContract
{
    private readonly MemoryTokenStore _store = new();

    protected override ITokenStore Open() => _store;
}

public sealed class MemoryTokenStoreLeaseTests : TokenStoreLeaseContract
{
    private readonly MemoryTokenStore _store = new();

    protected override ITokenStore Open() => _store;
}

public sealed class VaultOverMemoryTests : TokenStoreContract
{
    private readonly MemoryTokenStore _store = new();

    protected override ITokenStore Open() => new VaultedStore(new TokenVault(_store, VaultedStore.Protector()));
}

public sealed class VaultOverMemoryLeaseTests : TokenStoreLeaseContract
{
    private readonly MemoryTokenStore _store = new();

    protected override ITokenStore Open() => new VaultedStore(new TokenVault(_store, VaultedStore.Protector()));
}
