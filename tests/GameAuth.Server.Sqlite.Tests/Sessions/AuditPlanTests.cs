using GameAuth.Server.Sqlite.Tests.Files;
using SQLitePCL;

namespace GameAuth.Server.Sqlite.Tests.Sessions;

/// <summary>The audit is asked by one statement, whatever is asked for, so that a connection keeps one; and each of its arms has an index.</summary>
public sealed class AuditPlanTests : StoreFile
{
    [Fact]
    public async Task Each_arm_goes_by_its_own_index_and_none_reads_the_table_through()
    {
        await CreateAsync();
        List<string> plan = [];
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_open(FilePath, out sqlite3 connection));
        using (connection)
        {
            Assert.Equal(raw.SQLITE_OK, raw.sqlite3_prepare_v2(connection, "EXPLAIN QUERY PLAN " + AuditRows.Page, out sqlite3_stmt statement));
            using (statement)
            {
                while (raw.sqlite3_step(statement) == raw.SQLITE_ROW)
                {
                    plan.Add(raw.sqlite3_column_text(statement, 3).utf8_to_string());
                }
            }
        }

        string[] reads = [.. plan.Where(static line => line.Contains(" audit", StringComparison.Ordinal))];
        Assert.Equal(["audit_by_account", "audit_by_session", "audit_by_event", "INTEGER PRIMARY KEY"], reads.Select(static line => line.Split(" USING ")[1].Replace("INDEX ", "", StringComparison.Ordinal).Split(" (")[0]));
        Assert.All(reads, static line => Assert.StartsWith("SEARCH audit", line, StringComparison.Ordinal));

        // Only several accounts at once have to be put in their order.
        Assert.Single(plan, static line => line.Contains("TEMP B-TREE", StringComparison.Ordinal));
    }
}
