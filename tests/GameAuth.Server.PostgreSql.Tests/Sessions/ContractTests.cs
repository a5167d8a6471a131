using GameAuth.Server.StoreContract;

namespace GameAuth.Server.PostgreSql.Tests;

public sealed class AuditTests : AuditContract<DirectFixture>;

public sealed class CallTests : CallContract<DirectFixture>;

public sealed class DueWorkTests : DueWorkContract<DirectFixture>;

public sealed class DurabilityTests : DurabilityContract<DirectFixture>;

public sealed class FamilyTests : FamilyContract<DirectFixture>;

public sealed class OnceAndCountTests : OnceAndCountContract<DirectFixture>;

public sealed class PlaceTests : PlaceContract<DirectFixture>;

public sealed class PruneTests : PruneContract<DirectFixture>;

public sealed class RaceTests : RaceContract<DirectFixture>;

public sealed class RevocationLogTests : RevocationLogContract<DirectFixture>;

public sealed class RevocationTests : RevocationContract<DirectFixture>;

public sealed class RotationTests : RotationContract<DirectFixture>;

[NeedsPgBouncer]
public sealed class PooledAuditTests : AuditContract<PooledFixture>;

[NeedsPgBouncer]
public sealed class PooledCallTests : CallContract<PooledFixture>;

[NeedsPgBouncer]
public sealed class PooledDueWorkTests : DueWorkContract<PooledFixture>;

[NeedsPgBouncer]
public sealed class PooledDurabilityTests : DurabilityContract<PooledFixture>;

[NeedsPgBouncer]
public sealed class PooledFamilyTests : FamilyContract<PooledFixture>;

[NeedsPgBouncer]
public sealed class PooledOnceAndCountTests : OnceAndCountContract<PooledFixture>;

[NeedsPgBouncer]
public sealed class PooledPlaceTests : PlaceContract<PooledFixture>;

[NeedsPgBouncer]
public sealed class PooledPruneTests : PruneContract<PooledFixture>;

[NeedsPgBouncer]
public sealed class PooledRaceTests : RaceContract<PooledFixture>;

[NeedsPgBouncer]
public sealed class PooledRevocationLogTests : RevocationLogContract<PooledFixture>;

[NeedsPgBouncer]
public sealed class PooledRevocationTests : RevocationContract<PooledFixture>;

[NeedsPgBouncer]
public sealed class PooledRotationTests : RotationContract<PooledFixture>;
