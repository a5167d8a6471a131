using GameAuth.Storage;

namespace GameAuth.Server.Sqlite;

/// <summary>The table of leases, for the processes of this machine.</summary>
internal sealed class LeaseRows(TokenFile file) : RowLeases(file.Clock, TimeSpan.FromSeconds(15))
{
    private static readonly TimeSpan Sweep = TimeSpan.FromDays(1);

    protected override async ValueTask<bool> TryTakeAsync(string name, ReadOnlyMemory<byte> holder, CancellationToken cancellationToken)
    {
        // Who waits asks often, so he reads first: a write would flush each time.
        bool isFree = await file.ReadAsync((name, file.Now), IsFree, cancellationToken).ConfigureAwait(false);
        return isFree && await file.WriteAsync((name, holder, Life), Take, cancellationToken).ConfigureAwait(false);
    }

    protected override ValueTask<bool> RenewAsync(string name, ReadOnlyMemory<byte> holder, CancellationToken cancellationToken) =>
        file.WriteAsync((name, holder, Life), Renew, cancellationToken);

    protected override async ValueTask GiveBackAsync(string name, ReadOnlyMemory<byte> holder, CancellationToken cancellationToken) =>
        await file.WriteAsync((name, holder), GiveBack, cancellationToken).ConfigureAwait(false);

    private static bool IsFree(Connection connection, (string Name, DateTimeOffset Now) asked)
    {
        using Statement statement = connection.Prepare("SELECT 1 FROM token_lease WHERE name = ?1 AND ends_at > ?2").AddPresent(TokenRows.Bytes(asked.Name)).Add(asked.Now);
        return !statement.Step();
    }

    private static bool Take(Connection connection, (string Name, ReadOnlyMemory<byte> Holder, TimeSpan Life) asked, DateTimeOffset now)
    {
        // A process has leases of names that nobody uses again. What it left when it was killed goes with the leases of others.
        connection.Prepare("DELETE FROM token_lease WHERE ends_at <= ?1").Add(now - Sweep).Run();
        return connection.Prepare(
            "INSERT INTO token_lease (name, holder, ends_at) VALUES (?1, ?2, ?3) ON CONFLICT (name) DO UPDATE SET holder = ?2, ends_at = ?3 WHERE ends_at <= ?4")
            .AddPresent(TokenRows.Bytes(asked.Name)).Add(asked.Holder.Span).Add(now + asked.Life).Add(now).Run() > 0;
    }

    private static bool Renew(Connection connection, (string Name, ReadOnlyMemory<byte> Holder, TimeSpan Life) asked, DateTimeOffset now) =>
        connection.Prepare("UPDATE token_lease SET ends_at = ?3 WHERE name = ?1 AND holder = ?2")
            .AddPresent(TokenRows.Bytes(asked.Name)).Add(asked.Holder.Span).Add(now + asked.Life).Run() > 0;

    private static bool GiveBack(Connection connection, (string Name, ReadOnlyMemory<byte> Holder) asked, DateTimeOffset now) =>
        connection.Prepare("DELETE FROM token_lease WHERE name = ?1 AND holder = ?2").AddPresent(TokenRows.Bytes(asked.Name)).Add(asked.Holder.Span).Run() > 0;
}
