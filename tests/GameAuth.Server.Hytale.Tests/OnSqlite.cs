using GameAuth.Server.Hytale.Tests.World;

namespace GameAuth.Server.Hytale.Tests;

/// <summary>What depends on the store, on a SQLite file that the nodes share: grants, limits, polls, refreshes, sessions.</summary>
public static class OnSqlite
{
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

    public sealed class Refreshs : RefreshTests
    {
        protected override StoreKind Stores => StoreKind.Sqlite;
    }

    public sealed class SessionRefreshs : SessionRefreshTests
    {
        protected override StoreKind Stores => StoreKind.Sqlite;
    }
}
