using GameAuth.Storage;
using GameAuth.StoreContract;

namespace GameAuth.Core.Tests.Storage;

public sealed class FileTokenStoreContractTests : TokenStoreContract, IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("gameauth-store-");

    public void Dispose() => _directory.Delete(recursive: true);

    // A new instance each time, as a second process would have.
    protected override ITokenStore Open() => new FileTokenStore(Path.Combine(_directory.FullName, "store"));
}

public sealed class FileTokenStoreLeaseTests : TokenStoreLeaseContract, IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("gameauth-store-");

    public void Dispose() => _directory.Delete(recursive: true);

    // A new instance each time, as a second process would have.
    protected override ITokenStore Open() => new FileTokenStore(Path.Combine(_directory.FullName, "store"));
}

public sealed class VaultOverFileTests : TokenStoreContract, IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("gameauth-store-");

    public void Dispose() => _directory.Delete(recursive: true);

    // A new instance each time, as a second process would have.
    protected override ITokenStore Open() => new VaultedStore(new TokenVault(new FileTokenStore(Path.Combine(_directory.FullName, "store")), VaultedStore.Protector()));
}

public sealed class VaultOverFileLeaseTests : TokenStoreLeaseContract, IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("gameauth-store-");

    public void Dispose() => _directory.Delete(recursive: true);

    // A new instance each time, as a second process would have.
    protected override ITokenStore Open() => new VaultedStore(new TokenVault(new FileTokenStore(Path.Combine(_directory.FullName, "store")), VaultedStore.Protector()));
}
