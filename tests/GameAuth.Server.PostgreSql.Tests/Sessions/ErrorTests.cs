using GameAuth.Storage;

namespace GameAuth.Server.PostgreSql.Tests;

/// <summary>What errors say, and what they never say.</summary>
public sealed class ErrorTests
{
    private const string Canary = "canary-4d1e";

    private static async Task AssertSilentAsync(string connectionString, bool isTransient)
    {
        PostgreSqlStoreOptions options = new() { ConnectionString = connectionString };
        await using PostgreSqlSessionStore store = new(options);
        SessionStoreException error = await Assert.ThrowsAsync<SessionStoreException>(async () => await store.OpenAsync(default));
        Assert.Equal(isTransient, error.IsTransient);
        Assert.DoesNotContain(Canary, error.ToString(), StringComparison.Ordinal);
        await using PostgreSqlTokenStore rows = new(options);
        CredentialStoreException failure = await Assert.ThrowsAsync<CredentialStoreException>(async () => await rows.ReadAsync(new RowKey("owner", "row"), default));
        Assert.Equal(RowState.StoreUnavailable, failure.State);
        Assert.DoesNotContain(Canary, failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_may_be_there_in_a_moment() => await AssertSilentAsync($"Host=/nowhere;Username=nobody;Password={Canary}", isTransient: true);

    [Fact]
    public async Task A_role_that_is_not_there_is_for_somebody_to_mend()
    {
        Cluster cluster = await Cluster.SharedAsync();
        await AssertSilentAsync($"Host={cluster.Folder};Username=nobody;Password={Canary}", isTransient: false);
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_for_somebody_to_mend()
    {
        Cluster cluster = await Cluster.SharedAsync();
        await AssertSilentAsync($"Host={cluster.Folder};Username=gameauth;Database=missing;Password={Canary}", isTransient: false);
    }

    [Theory]
    [InlineData($"Host=localhost;Password=a;{Canary}=b")]
    [InlineData($"Host=localhost;Port={Canary}")]
    [InlineData($"Host=localhost;Password=\"{Canary}")]
    [InlineData(Canary)]
    public void A_connection_string_that_is_none_is_not_shown(string connectionString)
    {
        GameAuthConfigurationException main = Assert.Throws<GameAuthConfigurationException>(() => new PostgreSqlSessionStore(new PostgreSqlStoreOptions { ConnectionString = connectionString }));
        GameAuthConfigurationException listen = Assert.Throws<GameAuthConfigurationException>(
            () => new PostgreSqlSessionStore(new PostgreSqlStoreOptions { ConnectionString = "Host=localhost", ListenConnectionString = connectionString }));
        Assert.DoesNotContain(Canary, main.ToString() + listen, StringComparison.Ordinal);
        Assert.Contains("ListenConnectionString", listen.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_connection_string_is_named() =>
        Assert.Contains("ConnectionString is missing", Assert.Throws<GameAuthConfigurationException>(() => new PostgreSqlSessionStore(new PostgreSqlStoreOptions())).Message, StringComparison.Ordinal);
}
