using GameAuth.Server.StoreContract;

namespace GameAuth.Server.Sqlite.Tests.Sessions;

public sealed class SqliteFamilyTests : FamilyContract<SqliteFixture>;

public sealed class SqliteAuditTests : AuditContract<SqliteFixture>;

public sealed class SqliteRotationTests : RotationContract<SqliteFixture>;

public sealed class SqliteRevocationTests : RevocationContract<SqliteFixture>;

public sealed class SqliteRevocationLogTests : RevocationLogContract<SqliteFixture>;

public sealed class SqliteOnceAndCountTests : OnceAndCountContract<SqliteFixture>;

public sealed class SqliteDueWorkTests : DueWorkContract<SqliteFixture>;

public sealed class SqlitePlaceTests : PlaceContract<SqliteFixture>;

public sealed class SqlitePruneTests : PruneContract<SqliteFixture>;

public sealed class SqliteRaceTests : RaceContract<SqliteFixture>;

public sealed class SqliteCallTests : CallContract<SqliteFixture>;

public sealed class SqliteDurabilityTests : DurabilityContract<SqliteFixture>;
