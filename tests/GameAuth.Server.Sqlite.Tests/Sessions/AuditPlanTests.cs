using GameAuth.Server.Sqlite.Tests.Files;
using SQLitePCL;

namespace GameAuth.Server.Sqlite.Tests.Sessions;

/// <summary>The audit is asked by one statement, whatever is asked for, so that a connection keeps one; and each of its arms has an index.</summary>
public sealed class AuditPlanTests : StoreFile
{
    [Fact]
    public async Task Rows_of_an_account_and_of_a_session_are_found_in_every_segment()
    {
        await using SqliteSessionStore store = Open();
        byte[] ada = [.. Enumerable.Repeat((byte)1, 32)];
        FamilyId session = new((byte[])[.. Enumerable.Repeat((byte)2, 32)]);
        AuditRow other = new() { At = DateTimeOffset.UnixEpoch, Event = "other", Result = "ok", AccountHash = (byte[])[.. Enumerable.Repeat((byte)3, 32)] };
        AuditRow hers = other with { Event = "hers", AccountHash = ada, Session = session };
        for (int i = 0; i < 10; i++)
        {
            await store.AppendAuditAsync([hers, .. Enumerable.Repeat(other, 999)], TimeSpan.FromDays(1), default);
        }

        AuditQuery[] both = [new() { AccountHashes = [ada], Limit = 4 }, new() { Session = session, Limit = 4 }];
        foreach (AuditQuery query in both)
        {
            IReadOnlyList<AuditRow> page = await store.ReadAuditAsync(query, default);
            Assert.Equal([9001, 8001, 7001, 6001], page.Select(static row => row.Position));
            page = await store.ReadAuditAsync(query with { Below = page[^1].Position, Limit = 10 }, default);
            Assert.Equal([5001, 4001, 3001, 2001, 1001, 1], page.Select(static row => row.Position));
        }

        Assert.Equal(10, await store.EraseAsync("nobody", [ada], default));
        foreach (AuditQuery query in both)
        {
            Assert.Empty(await store.ReadAuditAsync(query, default));
        }

        Assert.Equal(10_000, (await store.ReadAuditAsync(new AuditQuery { Limit = 1 }, default))[0].Position);
    }

    [Fact]
    public async Task Each_arm_goes_by_its_own_index_and_none_reads_the_table_through()
    {
        List<string> plan = await PlanOfAsync(AuditRows.Page);

        // The first and the last position are the ends of the table.
        string[] reads = [.. plan.Where(static line => line.Contains(" audit USING ", StringComparison.Ordinal))];
        Assert.DoesNotContain(plan, static line => line.StartsWith("SCAN audit", StringComparison.Ordinal));
        Assert.Equal(["audit_by_account", "audit_by_session", "audit_by_event", "INTEGER PRIMARY KEY"], reads.Select(static line => line.Split(" USING ")[1].Replace("INDEX ", "", StringComparison.Ordinal).Split(" (")[0]));
        Assert.All(reads, static line => Assert.StartsWith("SEARCH audit", line, StringComparison.Ordinal));

        Assert.Contains("(<expr>=? AND account_hash=?", reads[0], StringComparison.Ordinal);
        Assert.Contains("(<expr>=? AND session=?", reads[1], StringComparison.Ordinal);

        // Only what is found segment by segment has to be put in its order.
        Assert.Equal(2, plan.Count(static line => line.Contains("TEMP B-TREE FOR ORDER BY", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_erasure_finds_its_rows_by_the_index_of_accounts()
    {
        List<string> plan = await PlanOfAsync(AuditRows.OfAccount);
        Assert.Single(plan, static line => line.StartsWith("SEARCH audit USING", StringComparison.Ordinal) && line.Contains("audit_by_account (<expr>=? AND account_hash=?", StringComparison.Ordinal));
        Assert.DoesNotContain(plan, static line => line.StartsWith("SCAN audit", StringComparison.Ordinal));
    }

    private async Task<List<string>> PlanOfAsync(string query)
    {
        await CreateAsync();
        List<string> plan = [];
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_open(FilePath, out sqlite3 connection));
        using (connection)
        {
            Assert.Equal(raw.SQLITE_OK, raw.sqlite3_prepare_v2(connection, "EXPLAIN QUERY PLAN " + query, out sqlite3_stmt statement));
            using (statement)
            {
                while (raw.sqlite3_step(statement) == raw.SQLITE_ROW)
                {
                    plan.Add(raw.sqlite3_column_text(statement, 3).utf8_to_string());
                }
            }
        }

        return plan;
    }
}
