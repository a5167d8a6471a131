using System.Globalization;
using GameAuth.Storage;
using Npgsql;

namespace GameAuth.Server.PostgreSql.Tests;

/// <summary>Nodes in processes of their own: refreshes of one token at once, and kill -9 between a commit and its reply. The clock is the database's.</summary>
/// <remarks>GAMEAUTH_SERVER_KILLS says how often a node is killed; the default keeps the run short.</remarks>
public abstract class ProcessTests : PostgreSqlTest
{
    private static readonly int s_kills = int.Parse(Environment.GetEnvironmentVariable("GAMEAUTH_SERVER_KILLS") ?? "4", CultureInfo.InvariantCulture);
    private static readonly string[] s_operations = ["create", "step", "end", "write"];

    private string _endPoint = "";
    private PostgreSqlSessionStore _store = null!;

    protected abstract Task<string> EndPointAsync();

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _endPoint = await EndPointAsync();
        _store = NewStore(options => new PostgreSqlStoreOptions { ConnectionString = _endPoint, ListenConnectionString = "", Schema = options.Schema });
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(64)]
    public async Task Of_refreshes_at_once_in_two_processes_one_steps(int count)
    {
        await _store.CreateFamilyAsync(NewFamily("a"), default);
        using Node one = await Node.StartAsync(_endPoint, Schema, "race", "a", $"{count / 2}");
        using Node other = await Node.StartAsync(_endPoint, Schema, "race", "a", $"{count - (count / 2)}");
        await Task.WhenAll(one.GoAsync(), other.GoAsync());
        string[] said = [(await one.ReadAsync())!, (await other.ReadAsync())!];
        Assert.Equal(["0 1", "1 1"], said.Order(StringComparer.Ordinal));
        Assert.Equal(1, (await _store.FindFamilyAsync(NewFamily("a").Id, default)).Family!.Generation);
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task A_client_that_is_killed_between_commit_and_reply_recovers_by_asking_again()
    {
        NpgsqlConnectionStringBuilder endPoint = new(_endPoint);
        for (int kill = 0; kill < s_kills; kill++)
        {
            string name = $"{kill}";
            string operation = s_operations[kill % s_operations.Length];
            if (operation is "step" or "end")
            {
                await _store.CreateFamilyAsync(NewFamily(name), default);
            }

            using MutedServer muted = new(endPoint.Host!, endPoint.Port);
            using Node node = await Node.StartAsync(muted.ConnectionString, Schema, operation, name, "0");
            muted.Mute();
            await node.GoAsync();
            await WasCommittedAsync(operation, name);
            await node.KillAsync();
            Assert.Null(await node.ReadAsync());
            await RepeatAsync(operation, name);
        }

        await _store.DisposeAsync();
    }

    [Fact]
    public async Task A_client_that_is_killed_at_any_time_goes_on_from_the_family_as_it_is()
    {
        Random random = new(20);
        await _store.CreateFamilyAsync(NewFamily("a"), default);
        int told = 0;
        for (int kill = 0; kill < s_kills; kill++)
        {
            (Node node, told) = await WalkAsync(told);
            using (node)
            {
                for (int steps = random.Next(0, 40); steps > 0; steps--)
                {
                    Assert.Equal($"{++told}", await node.ReadAsync());
                }

                await node.KillAsync();
                while (await node.ReadAsync() is { Length: > 0 } line && int.TryParse(line, out int last))
                {
                    told = last;
                }
            }

            AdvancedFamily late = await _store.AdvanceFamilyAsync(Step("a", told - 1), default);
            Assert.False(late.HasMoved);
            Assert.InRange(late.Family!.Generation, told, told + 1);
        }

        await _store.DisposeAsync();
    }

    /// <summary>A node that has taken its first step from the family as it is: as it was told, or one step on, where the step that ran when its client was killed was committed.</summary>
    private async Task<(Node Node, int Told)> WalkAsync(int told)
    {
        while (true)
        {
            int generation = (await _store.FindFamilyAsync(NewFamily("a").Id, default)).Family!.Generation;
            Assert.InRange(generation, told, told + 1);
            Node node = await Node.StartAsync(_endPoint, Schema, "walk", "a", $"{generation}");
            await node.GoAsync();
            string? line = await node.ReadAsync();
            if (line == $"{generation + 1}")
            {
                return (node, generation + 1);
            }

            // A statement that had left its client when that was killed may still be on its way, also when the family is looked at. It is one step, and there is no second one.
            node.Dispose();
            Assert.Equal(("late", told), (line, generation));
        }
    }

    private async Task WasCommittedAsync(string operation, string name)
    {
        FamilyId id = NewFamily(name).Id;
        await using PostgreSqlTokenStore rows = new(new PostgreSqlStoreOptions { ConnectionString = _endPoint, Schema = Schema });
        using CancellationTokenSource limit = new(Hang);
        while (true)
        {
            SessionFamily? family = (await _store.FindFamilyAsync(id, default)).Family;
            bool isCommitted = operation switch
            {
                "create" => family is not null,
                "step" => family!.Generation == 1,
                "end" => family!.Status == FamilyStatus.Revoked,
                _ => (await rows.ReadAsync(new RowKey("owner", name), default)).State == RowState.Found,
            };
            if (isCommitted)
            {
                return;
            }

            await Task.Delay(5, limit.Token);
        }
    }

    private async Task RepeatAsync(string operation, string name)
    {
        FamilyId id = NewFamily(name).Id;
        switch (operation)
        {
            case "create":
                CreatedFamily created = await _store.CreateFamilyAsync(NewFamily(name), default);
                Assert.Equal((false, id), (created.IsCreated, created.Family!.Id));
                break;
            case "step":
                AdvancedFamily late = await _store.AdvanceFamilyAsync(Step(name, 0), default);
                Assert.Equal((false, 1), (late.HasMoved, late.Family!.Generation));
                Assert.True((await _store.AdvanceFamilyAsync(Step(name, 1), default)).HasMoved);
                break;
            case "end":
                Assert.Equal(0, (await _store.EndAsync(EndOf(name), default)).Count);
                Assert.Single((await _store.ReadRevocationsAsync(0, 1000, default)).Entries, entry => entry.Value == id.ToString());
                break;
            default:
                await using (PostgreSqlTokenStore rows = new(new PostgreSqlStoreOptions { ConnectionString = _endPoint, Schema = Schema }))
                {
                    Row row = await rows.ReadAsync(new RowKey("owner", name), default);
                    Assert.Equal(Hash(name), row.Value.ToArray());
                    Assert.True(await rows.TryWriteAsync(new RowKey("owner", name), row.Version, row.NextVersion(), default, default));
                }

                break;
        }
    }
}

public sealed class DirectProcessTests : ProcessTests
{
    protected override Task<string> EndPointAsync() => Task.FromResult(Cluster.ConnectionString);
}

[NeedsPgBouncer]
public sealed class PooledProcessTests : ProcessTests
{
    protected override async Task<string> EndPointAsync() => (await Cluster.PoolerAsync()).ConnectionString;
}
