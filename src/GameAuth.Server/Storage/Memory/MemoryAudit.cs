namespace GameAuth.Server;

/// <summary>The audit of a store in memory: the newest rows, since its process has other uses for memory. Not safe for two threads at once.</summary>
internal sealed class MemoryAudit
{
    /// <summary>How many rows are kept at most.</summary>
    public const int Capacity = 10_000;

    private readonly Queue<(AuditRow Row, DateTimeOffset EndsAt)> _rows = new();
    private long _position;

    public void Append(IReadOnlyList<AuditRow> rows, DateTimeOffset endsAt)
    {
        foreach (AuditRow row in rows)
        {
            AuditRow kept = row with
            {
                Position = ++_position, At = row.At.ToUniversalTime(),
                AccountHash = row.AccountHash.ToArray(), IpHash = row.IpHash.ToArray(), UserAgentHash = row.UserAgentHash.ToArray(),
            };
            _rows.Enqueue((kept, endsAt));
            if (_rows.Count > Capacity)
            {
                _rows.Dequeue();
            }
        }
    }

    public IReadOnlyList<AuditRow> Read(AuditQuery query, DateTimeOffset now) =>
    [
        .. _rows.Where(kept => kept.EndsAt > now && IsAskedFor(kept.Row, query)).Select(static kept => kept.Row).OrderByDescending(static row => row.Position).Take(query.Limit),
    ];

    public int Erase(IReadOnlyList<ReadOnlyMemory<byte>> accounts) => Keep(kept => !accounts.Any(account => account.Span.SequenceEqual(kept.Row.AccountHash.Span)), int.MaxValue);

    public int Prune(DateTimeOffset now, int limit) => Keep(kept => kept.EndsAt > now, limit);

    private static bool IsAskedFor(AuditRow row, AuditQuery query) =>
        row.Position < query.Below
        && (query.AccountHashes.Count == 0 || query.AccountHashes.Any(account => account.Span.SequenceEqual(row.AccountHash.Span)))
        && (query.Session is not { } session || row.Session == session)
        && (query.Event is null || row.Event == query.Event)
        && (query.Result is null || row.Result == query.Result)
        && !(row.At < query.From) && !(row.At >= query.To);

    private int Keep(Func<(AuditRow Row, DateTimeOffset EndsAt), bool> isKept, int mostRemoved)
    {
        int removed = 0;
        for (int left = _rows.Count; left > 0; left--)
        {
            (AuditRow Row, DateTimeOffset EndsAt) kept = _rows.Dequeue();
            if (removed >= mostRemoved || isKept(kept))
            {
                _rows.Enqueue(kept);
            }
            else
            {
                removed++;
            }
        }

        return removed;
    }
}
