using GameAuth.Server.Hytale.Tests.World;
using GameAuth.Server.PostgreSql.Tests;

namespace GameAuth.Server.Hytale.Tests;

/// <summary>What depends on the store, on PostgreSQL, each node with connections of its own: grants, limits, polls, refreshes, sessions.</summary>
public static class OnPostgreSql
{
    [NeedsPostgreSql]
    public sealed class Grants : GrantTests
    {
        protected override StoreKind Stores => StoreKind.PostgreSql;
    }

    [NeedsPostgreSql]
    public sealed class Limits : LimitTests
    {
        protected override StoreKind Stores => StoreKind.PostgreSql;
    }

    [NeedsPostgreSql]
    public sealed class NewSessions : NewSessionTests
    {
        protected override StoreKind Stores => StoreKind.PostgreSql;
    }

    [NeedsPostgreSql]
    public sealed class Polls : PollTests
    {
        protected override StoreKind Stores => StoreKind.PostgreSql;
    }

    [NeedsPostgreSql]
    public sealed class Refreshs : RefreshTests
    {
        protected override StoreKind Stores => StoreKind.PostgreSql;
    }

    [NeedsPostgreSql]
    public sealed class SessionRefreshs : SessionRefreshTests
    {
        protected override StoreKind Stores => StoreKind.PostgreSql;
    }
}
