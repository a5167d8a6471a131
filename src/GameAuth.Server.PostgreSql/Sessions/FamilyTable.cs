using Npgsql;

namespace GameAuth.Server.PostgreSql;

/// <summary>The table of families: one row per sign-in, moved on by compare-and-swap.</summary>
internal sealed class FamilyTable
{
    private readonly PostgreSqlDatabase _database;
    private readonly string _create;
    private readonly string _find;
    private readonly string _findByNonce;
    private readonly string _advance;
    private readonly string _acknowledge;
    private readonly string _list;

    public FamilyTable(PostgreSqlDatabase database, string schema)
    {
        _database = database;
        _create = $"SELECT is_done, store_now, {FamilyRow.Columns("(result).")} FROM \"{schema}\".create_family($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
        _advance = $"SELECT is_done, store_now, {FamilyRow.Columns("(result).")} FROM \"{schema}\".advance_family($1, $2, $3, $4, $5, $6, $7)";

        // One row always, so that the time comes with a family that is not there.
        _find = $"""
            SELECT f.id IS NOT NULL, t.store_now, {FamilyRow.Columns("f.")}
            FROM (SELECT COALESCE($2, clock_timestamp()) AS store_now) t LEFT JOIN "{schema}".families f ON f.id = $1
            """;
        _findByNonce = $"""
            SELECT f.id IS NOT NULL, t.store_now, {FamilyRow.Columns("f.")}
            FROM (SELECT COALESCE($2, clock_timestamp()) AS store_now) t
            LEFT JOIN "{schema}".nonces n ON n.nonce = $1 AND n.ends_at > t.store_now
            LEFT JOIN "{schema}".families f ON f.id = n.family
            """;
        _acknowledge = $"UPDATE \"{schema}\".families SET acknowledged = $2, first_answer = '' WHERE id = $1 AND generation >= $2 AND acknowledged < $2";
        _list = $"SELECT true, created_at, {FamilyRow.Columns("")} FROM \"{schema}\".families WHERE subject = $1 ORDER BY created_at DESC, id LIMIT $2";
    }

    public async ValueTask<CreatedFamily> CreateAsync(NewFamily family, CancellationToken cancellationToken)
    {
        Statement statement = new Statement(_create).Bytes(family.Id.Bytes).Text(family.Subject).Text(family.Provider).Text(family.ProviderSubject).Text(family.Profile).Text(family.ClientId)
            .Bytes(family.Claims).Bytes(family.KeyThumbprint).Span(family.Lifetime).Span(family.IdleLifetime).Bytes(family.NetworkHash).Bytes(family.UserAgentHash).Bytes(family.FirstAnswer)
            .Bytes(family.Nonce).Span(family.NonceLifetime).Time(_database.Now);
        try
        {
            FamilyAnswer answer = (await _database.ChangeAsync(statement, FamilyRow.ReadAnswer, cancellationToken).ConfigureAwait(false))[0];
            return new CreatedFamily(answer.IsDone, answer.Family, answer.Now);
        }
        catch (SessionStoreException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            throw new ArgumentException("A family with this id exists, and another nonce made it: the id was made twice.", nameof(family));
        }
    }

    public ValueTask<FoundFamily> FindAsync(FamilyId id, CancellationToken cancellationToken) =>
        FindAsync(new Statement(_find).Bytes(id.Bytes).Time(_database.Now), cancellationToken);

    public ValueTask<FoundFamily> FindByNonceAsync(ReadOnlyMemory<byte> nonce, CancellationToken cancellationToken) =>
        FindAsync(new Statement(_findByNonce).Bytes(nonce).Time(_database.Now), cancellationToken);

    public async ValueTask<AdvancedFamily> AdvanceAsync(FamilyStep step, CancellationToken cancellationToken)
    {
        Statement statement = new Statement(_advance).Bytes(step.Id.Bytes).Number(step.From).Number(step.To).Span(step.IdleLifetime)
            .Bytes(step.NetworkHash).Bytes(step.UserAgentHash).Time(_database.Now);
        FamilyAnswer answer = (await _database.ChangeAsync(statement, FamilyRow.ReadAnswer, cancellationToken).ConfigureAwait(false))[0];
        return new AdvancedFamily(answer.IsDone, answer.Family, answer.Now);
    }

    public async ValueTask AcknowledgeAsync(FamilyId id, int generation, CancellationToken cancellationToken) =>
        await _database.ChangeAsync(new Statement(_acknowledge).Bytes(id.Bytes).Number(generation), cancellationToken).ConfigureAwait(false);

    public ValueTask<IReadOnlyList<SessionFamily>> ListAsync(string subject, int limit, CancellationToken cancellationToken) =>
        _database.ReadAsync(new Statement(_list).Text(subject).Number(limit), static row => FamilyRow.Read(row, 2)!, cancellationToken);

    private async ValueTask<FoundFamily> FindAsync(Statement statement, CancellationToken cancellationToken)
    {
        FamilyAnswer answer = (await _database.ReadAsync(statement, FamilyRow.ReadAnswer, cancellationToken).ConfigureAwait(false))[0];
        return new FoundFamily(answer.Family, answer.Now);
    }
}

/// <summary>What the functions about one family answer: whether it was done, the time, and the family as it is now.</summary>
internal readonly record struct FamilyAnswer(bool IsDone, DateTimeOffset Now, SessionFamily? Family);

/// <summary>Reads a family from its columns.</summary>
internal static class FamilyRow
{
    private static readonly string[] s_columns =
    [
        "id", "subject", "provider", "provider_subject", "profile", "client_id", "claims", "key_thumbprint", "status", "end_reason", "generation", "acknowledged",
        "created_at", "rotated_at", "idle_ends_at", "ends_at", "network_hash", "user_agent_hash", "first_answer",
    ];

    public static string Columns(string prefix) => string.Join(", ", s_columns.Select(column => prefix + column));

    public static FamilyAnswer ReadAnswer(NpgsqlDataReader row) => new(row.GetBoolean(0), row.Time(1), Read(row, 2));

    public static SessionFamily? Read(NpgsqlDataReader row, int first) => row.IsDBNull(first) ? null : new SessionFamily
    {
        Id = new FamilyId(row.Bytes(first)),
        Subject = row.Text(first + 1),
        Provider = row.Text(first + 2),
        ProviderSubject = row.Text(first + 3),
        Profile = row.Text(first + 4),
        ClientId = row.Text(first + 5),
        Claims = row.Bytes(first + 6),
        KeyThumbprint = row.Bytes(first + 7),
        Status = (FamilyStatus)row.GetInt16(first + 8),
        EndReason = row.IsDBNull(first + 9) ? null : row.Text(first + 9),
        Generation = row.GetInt32(first + 10),
        AcknowledgedGeneration = row.GetInt32(first + 11),
        CreatedAt = row.Time(first + 12),
        RotatedAt = row.Time(first + 13),
        IdleEndsAt = row.Time(first + 14),
        EndsAt = row.Time(first + 15),
        NetworkHash = row.Bytes(first + 16),
        UserAgentHash = row.Bytes(first + 17),
        FirstAnswer = row.Bytes(first + 18),
    };
}
