using GameAuth.Server.Hytale.Tests.World;

namespace GameAuth.Server.Hytale.Tests;

/// <summary>The tests of the gateway on a SQLite file that its nodes share.</summary>
public static class OnSqlite
{
    public sealed class Differentials : DifferentialTests
    {
        protected override StoreKind Stores => StoreKind.Sqlite;
    }

    public sealed class DeviceCodes : DeviceCodeTests
    {
        protected override StoreKind Stores => StoreKind.Sqlite;
    }

    public sealed class Endpoints : EndpointTests
    {
        protected override StoreKind Stores => StoreKind.Sqlite;
    }

    public sealed class GatewayClients : GatewayClientTests
    {
        protected override StoreKind Stores => StoreKind.Sqlite;
    }

    public sealed class Grants : GrantTests
    {
        protected override StoreKind Stores => StoreKind.Sqlite;
    }

    public sealed class Limits : LimitTests
    {
        protected override StoreKind Stores => StoreKind.Sqlite;
    }

    public sealed class NewSessions : NewSessionTests
    {
        protected override StoreKind Stores => StoreKind.Sqlite;
    }

    public sealed class Polls : PollTests
    {
        protected override StoreKind Stores => StoreKind.Sqlite;
    }

    public sealed class Profiles : ProfileTests
    {
        protected override StoreKind Stores => StoreKind.Sqlite;
    }

    public sealed class Refreshs : RefreshTests
    {
        protected override StoreKind Stores => StoreKind.Sqlite;
    }

    public sealed class SessionRefreshs : SessionRefreshTests
    {
        protected override StoreKind Stores => StoreKind.Sqlite;
    }
}
