[assembly: GameAuth.Server.PostgreSql.Tests.NeedsPostgreSql]
[assembly: Xunit.TestFramework("GameAuth.Server.PostgreSql.Tests.SkippingFramework", "GameAuth.Server.PostgreSql.Tests")]
