using GameAuth.Storage;

namespace GameAuth.Server.PostgreSql.Tests;

/// <summary>A database that stops, and starts again, under a store that is in use.</summary>
public sealed class OutageTests : IAsyncLifetime
{
    private static readonly TimeSpan s_hang = TimeSpan.FromSeconds(60);
    private Cluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await Cluster.StartAsync();

    public Task DisposeAsync()
    {
        _cluster.Dispose();
        return Task.CompletedTask;
    }

    private PostgreSqlStoreOptions Options() => new() { ConnectionString = _cluster.ConnectionString };

    [Fact]
    public async Task A_store_says_that_the_database_is_away_and_goes_on_when_it_is_back()
    {
        await using PostgreSqlSessionStore store = new(Options());
        await using PostgreSqlTokenStore rows = new(Options());
        await store.OpenAsync(default);
        RowKey key = new("owner", "row");
        RowVersion version = RowVersion.NewEpoch();
        Assert.True(await rows.TryWriteAsync(key, null, version, default, default));
        Assert.True(await store.UseOnceAsync(new byte[32], s_hang, default));
        await store.EndAsync(Token("before"), default);
        Task waiting = store.WaitForRevocationsAsync(1, s_hang, default).AsTask();

        await _cluster.StopAsync();
        for (int i = 0; i < 3; i++)
        {
            SessionStoreException away = await Assert.ThrowsAsync<SessionStoreException>(async () => await store.UseOnceAsync(new byte[32], s_hang, default));
            Assert.True(away.IsTransient, away.ToString());
            CredentialStoreException alsoAway = await Assert.ThrowsAsync<CredentialStoreException>(async () => await rows.ReadAsync(key, default));
            Assert.Equal(RowState.StoreUnavailable, alsoAway.State);
            await Assert.ThrowsAsync<CredentialStoreException>(async () => await rows.TryWriteAsync(key, version, version.Next(), default, default));
        }

        await using PostgreSqlSessionStore late = new(Options());
        Assert.True((await Assert.ThrowsAsync<SessionStoreException>(async () => await late.OpenAsync(default))).IsTransient);
        await _cluster.RestartAsync();

        Assert.False(await store.UseOnceAsync(new byte[32], s_hang, default));
        Assert.Equal(version, (await rows.ReadAsync(key, default)).Version);
        Assert.Equal("before", Assert.Single((await store.ReadRevocationsAsync(0, 10, default)).Entries).Value);
        await late.EndAsync(Token("after"), default);
        await waiting.WaitAsync(s_hang);
        await store.WaitForRevocationsAsync(1, s_hang, default).AsTask().WaitAsync(s_hang);
        Assert.Equal("after", Assert.Single((await store.ReadRevocationsAsync(1, 10, default)).Entries).Value);
    }

    private static Revocation Token(string jti) => new() { Target = RevocationTarget.AccessToken, Value = jti, Reason = EndReasons.Admin, KeepFor = TimeSpan.FromHours(1) };
}
