using System.Security.Cryptography;
using GameAuth.Storage;

namespace GameAuth.Server.PostgreSql;

/// <summary>Leases as rows with a holder and an end, by the database's clock. No lock of a session: a pooler gives a session to somebody else.</summary>
internal sealed class LeaseTable(PostgreSqlDatabase database, string schema, TimeSpan life, TimeProvider time)
{
    private const int HolderSize = 16;
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromMilliseconds(250);

    // Each process has leases of its own names, so those that ended long ago are swept, a few with each new one.
    private readonly string _take = $"""
        WITH t AS MATERIALIZED (SELECT COALESCE($4, clock_timestamp()) AS store_now),
        swept AS (
          DELETE FROM "{schema}".leases WHERE name = ANY (ARRAY(
            SELECT l.name FROM "{schema}".leases l WHERE l.ends_at <= (SELECT store_now FROM t) - INTERVAL '1 day' AND l.name <> $1 LIMIT 4 FOR UPDATE SKIP LOCKED)))
        INSERT INTO "{schema}".leases AS l (name, holder, ends_at) SELECT $1, $2, store_now + $3 * INTERVAL '1 microsecond' FROM t
        ON CONFLICT (name) DO UPDATE SET holder = EXCLUDED.holder, ends_at = EXCLUDED.ends_at WHERE l.ends_at <= (SELECT store_now FROM t)
        RETURNING true
        """;

    private readonly string _renew = $"UPDATE \"{schema}\".leases SET ends_at = COALESCE($4, clock_timestamp()) + $3 * INTERVAL '1 microsecond' WHERE name = $1 AND holder = $2";
    private readonly string _release = $"DELETE FROM \"{schema}\".leases WHERE name = $1 AND holder = $2";
    private readonly LeaseTurns _turns = new(time);

    /// <summary>Takes the lease of a name, or returns null when the wait has passed. Another process's lease is asked for again every quarter of a second.</summary>
    public async ValueTask<IStoreLease?> TakeAsync(string name, TimeSpan wait, CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        IDisposable? turn = await _turns.TakeAsync(name, wait, cancellationToken).ConfigureAwait(false);
        if (turn is null)
        {
            return null;
        }

        RowLease? lease = null;
        try
        {
            LeaseHolder holder = new(this, RowText.Encode(name), RandomNumberGenerator.GetBytes(HolderSize));
            for (TimeSpan pause = s_firstPause; ; pause = Min(pause * 2, s_longestPause))
            {
                long asked = time.GetTimestamp();
                if (await TryTakeAsync(holder, cancellationToken).ConfigureAwait(false))
                {
                    return lease = new RowLease(holder, turn, life, time, asked);
                }

                TimeSpan left = wait == Timeout.InfiniteTimeSpan ? s_longestPause : wait - time.GetElapsedTime(began);
                if (left <= TimeSpan.Zero)
                {
                    return null;
                }

                await Task.Delay(Min(pause, left), time, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            if (lease is null)
            {
                turn.Dispose();
            }
        }
    }

    /// <summary>Begins the life of a lease anew; false where somebody else has it.</summary>
    public async ValueTask<bool> RenewAsync(LeaseHolder holder) =>
        await database.ChangeAsync(new Statement(_renew).Bytes(holder.Name).Bytes(holder.Id).Span(life).Time(database.Now), CancellationToken.None).ConfigureAwait(false) == 1;

    /// <summary>Gives a lease back.</summary>
    public async ValueTask ReleaseAsync(LeaseHolder holder) =>
        await database.ChangeAsync(new Statement(_release).Bytes(holder.Name).Bytes(holder.Id), CancellationToken.None).ConfigureAwait(false);

    private async ValueTask<bool> TryTakeAsync(LeaseHolder holder, CancellationToken cancellationToken) =>
        (await database.ChangeAsync(
            new Statement(_take).Bytes(holder.Name).Bytes(holder.Id).Span(life).Time(database.Now), static row => row.GetBoolean(0), cancellationToken).ConfigureAwait(false)).Count == 1;

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}

/// <summary>Who holds a lease, or asks for it.</summary>
/// <param name="Leases">The table.</param>
/// <param name="Name">The lease's name, as bytes.</param>
/// <param name="Id">Random bytes: nobody else's.</param>
internal sealed record LeaseHolder(LeaseTable Leases, byte[] Name, byte[] Id);
