using GameAuth.Server.StoreContract;

namespace GameAuth.Server.Tests.Storage;

/// <summary>The memory store by the suite that every store passes; nothing of it survives the process, so that durability is left out.</summary>
public sealed class MemoryStoreFixture : SessionStoreFixture
{
    private readonly MemorySessionStore _store;

    public MemoryStoreFixture() => _store = new MemorySessionStore(Clock);

    protected override ISessionStore Create() => _store;
}

public sealed class MemoryAuditTests : AuditContract<MemoryStoreFixture>;

public sealed class MemoryCallTests : CallContract<MemoryStoreFixture>;

public sealed class MemoryDueWorkTests : DueWorkContract<MemoryStoreFixture>;

public sealed class MemoryFamilyTests : FamilyContract<MemoryStoreFixture>;

public sealed class MemoryOnceAndCountTests : OnceAndCountContract<MemoryStoreFixture>;

public sealed class MemoryPlaceTests : PlaceContract<MemoryStoreFixture>;

public sealed class MemoryPruneTests : PruneContract<MemoryStoreFixture>;

public sealed class MemoryRaceTests : RaceContract<MemoryStoreFixture>;

public sealed class MemoryRevocationTests : RevocationContract<MemoryStoreFixture>;

public sealed class MemoryRevocationLogTests : RevocationLogContract<MemoryStoreFixture>;

public sealed class MemoryRotationTests : RotationContract<MemoryStoreFixture>;
