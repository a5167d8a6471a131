[assembly: Xunit.TestFramework("GameAuth.Server.PostgreSql.Tests.SkippingFramework", "GameAuth.Server.Hytale.Tests")]
