using GameAuth.Storage;

namespace GameAuth.Server.PostgreSql.Tests;

/// <summary>A connection that breaks after the commit and before the answer.</summary>
public sealed class LostAnswerTests : PostgreSqlTest
{
    private MutedServer _server = null!;

    private PostgreSqlStoreOptions Options => new() { ConnectionString = _server.ConnectionString, ListenConnectionString = "", Schema = Schema };

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _server = new MutedServer(Cluster.Folder, 5432);
    }

    [Fact]
    public async Task A_step_whose_answer_is_lost_is_told_as_unknown_and_asked_for_again()
    {
        await Store.CreateFamilyAsync(NewFamily("a"), default);
        await using PostgreSqlSessionStore store = new(Options, Fixture.Clock);
        await store.OpenAsync(default);
        for (int generation = 0; generation < 3; generation++)
        {
            _server.CutNextAnswer();
            SessionStoreException lost = await Assert.ThrowsAsync<SessionStoreException>(async () => await store.AdvanceFamilyAsync(Step("a", generation), default));
            Assert.True(lost.IsTransient);
            AdvancedFamily again = await store.AdvanceFamilyAsync(Step("a", generation), default);
            Assert.Equal((false, generation + 1), (again.HasMoved, again.Family!.Generation));
        }

        _server.Dispose();
    }

    [Fact]
    public async Task A_row_whose_answer_is_lost_was_written()
    {
        await using PostgreSqlTokenStore rows = new(Options);
        RowKey key = new("owner", "row");
        await rows.ReadAsync(key, default);
        RowVersion version = RowVersion.NewEpoch();
        _server.CutNextAnswer();
        Assert.True(await rows.TryWriteAsync(key, null, version, Hash("one"), default));
        _server.CutNextAnswer();
        Assert.True(await rows.TryWriteAsync(key, version, version.Next(), Hash("two"), default));

        // Another writer's row is not taken for one's own.
        _server.CutNextAnswer();
        await Assert.ThrowsAsync<CredentialStoreException>(async () => await rows.TryWriteAsync(key, version, version.Next(), Hash("three"), default));
        Row row = await rows.ReadAsync(key, default);
        Assert.Equal((version.Next(), Convert.ToHexString(Hash("two"))), (row.Version, Convert.ToHexString(row.Value.Span)));
        _server.Dispose();
    }
}
