namespace GameAuth.Server.Sqlite;

/// <summary>The tables of families and of the nonces of their exchanges.</summary>
internal static class FamilyRows
{
    private const string Columns =
        "id, subject, provider, provider_subject, profile, client_id, claims, key_thumbprint, status, end_reason, generation, acknowledged_generation, "
        + "created_at, rotated_at, idle_ends_at, ends_at, network_hash, user_agent_hash, first_answer, number, idle_ends_hour";

    private const int NumberColumn = 19;
    private const int HourColumn = 20;
    private const long MicrosecondsPerHour = 3_600_000_000;

    /// <summary>Finds a family.</summary>
    public static SessionFamily? Find(Connection connection, FamilyId id)
    {
        using Statement statement = connection.Prepare($"SELECT {Columns} FROM family WHERE id = ?1").Add(id.Bytes.Span);
        return statement.Step() ? Read(statement) : null;
    }

    /// <summary>Finds the family that took a nonce.</summary>
    public static SessionFamily? FindByNonce(Connection connection, (ReadOnlyMemory<byte> Nonce, DateTimeOffset Now) asked)
    {
        using Statement statement = connection.Prepare($"SELECT {Columns} FROM family WHERE id = (SELECT family_id FROM nonce WHERE hash = ?1 AND ends_at > ?2)")
            .Add(asked.Nonce.Span).Add(asked.Now);
        return statement.Step() ? Read(statement) : null;
    }

    /// <summary>Lists the families of a subject, the newest first.</summary>
    public static IReadOnlyList<SessionFamily> List(Connection connection, (string Subject, int Limit) asked)
    {
        using Statement statement = connection.Prepare($"SELECT {Columns} FROM family WHERE subject = ?1 ORDER BY created_at DESC, number DESC LIMIT ?2")
            .Add(asked.Subject).Add(asked.Limit);
        List<SessionFamily> families = [];
        while (statement.Step())
        {
            families.Add(Read(statement));
        }

        return families;
    }

    /// <summary>Creates a family and takes its nonce.</summary>
    /// <returns>Null where its id is used by a family of another nonce.</returns>
    public static CreatedFamily? Create(Connection connection, NewFamily made, DateTimeOffset now)
    {
        using (Statement taken = connection.Prepare("SELECT family_id FROM nonce WHERE hash = ?1 AND ends_at > ?2").Add(made.Nonce.Span).Add(now))
        {
            if (taken.Step())
            {
                return new CreatedFamily(IsCreated: false, Find(connection, new FamilyId(taken.Span(0))), now);
            }
        }

        if (Find(connection, made.Id) is not null)
        {
            return null;
        }

        SessionFamily family = Begin(made, now);
        Insert(connection, family);
        connection.Prepare("INSERT OR REPLACE INTO nonce (hash, family_id, ends_at) VALUES (?1, ?2, ?3)")
            .Add(made.Nonce.Span).Add(made.Id.Bytes.Span).Add(now + made.NonceLifetime).Run();
        return new CreatedFamily(IsCreated: true, family, now);
    }

    /// <summary>Moves a family from the generation that the caller saw.</summary>
    public static AdvancedFamily Advance(Connection connection, FamilyStep step, DateTimeOffset now)
    {
        long number;
        long hour;
        SessionFamily family;
        using (Statement found = connection.Prepare($"SELECT {Columns} FROM family WHERE id = ?1").Add(step.Id.Bytes.Span))
        {
            if (!found.Step())
            {
                return new AdvancedFamily(HasMoved: false, null, now);
            }

            family = Read(found);
            number = found.Number(NumberColumn);
            hour = found.Number(HourColumn);
        }

        if (family.Generation != step.From || !family.IsLive(now))
        {
            return new AdvancedFamily(HasMoved: false, family, now);
        }

        family = family with
        {
            Generation = step.To,
            RotatedAt = now,
            IdleEndsAt = Earlier(now + step.IdleLifetime, family.EndsAt),
            NetworkHash = step.NetworkHash.ToArray(),
            UserAgentHash = step.UserAgentHash.ToArray(),
        };
        Save(connection, family, number, hour);
        return new AdvancedFamily(HasMoved: true, family, now);
    }

    /// <summary>Notes the highest generation that was seen in use.</summary>
    public static bool Acknowledge(Connection connection, (FamilyId Id, int Generation) seen, DateTimeOffset now) =>
        connection.Prepare("UPDATE family SET acknowledged_generation = ?2, first_answer = NULL WHERE id = ?1 AND generation >= ?2 AND acknowledged_generation < ?2")
            .Add(seen.Id.Bytes.Span).Add(seen.Generation).Run() > 0;

    private static void Save(Connection connection, SessionFamily family, long number, long hour)
    {
        connection.Prepare("UPDATE family SET generation = ?2, rotated_at = ?3, idle_ends_at = ?4, network_hash = ?5, user_agent_hash = ?6 WHERE number = ?1")
            .Add(number).Add(family.Generation).Add(family.RotatedAt).Add(family.IdleEndsAt).Add(family.NetworkHash.Span).Add(family.UserAgentHash.Span).Run();
        if (Hour(family.IdleEndsAt) != hour)
        {
            connection.Prepare("UPDATE family SET idle_ends_hour = ?2 WHERE number = ?1").Add(number).Add(Hour(family.IdleEndsAt)).Run();
        }
    }

    /// <summary>The hour in which a time is, as <c>idle_ends_hour</c> has it.</summary>
    public static long Hour(DateTimeOffset time) => StoredTime.ToMicroseconds(time) / MicrosecondsPerHour;

    private static SessionFamily Begin(NewFamily made, DateTimeOffset now) => new()
    {
        Id = made.Id,
        Subject = made.Subject,
        Provider = made.Provider,
        ProviderSubject = made.ProviderSubject,
        Profile = made.Profile,
        ClientId = made.ClientId,
        Claims = made.Claims.ToArray(),
        KeyThumbprint = made.KeyThumbprint.ToArray(),
        Status = FamilyStatus.Active,
        Generation = 0,
        AcknowledgedGeneration = -1,
        CreatedAt = now,
        RotatedAt = now,
        IdleEndsAt = StoredTime.Round(Earlier(now + made.IdleLifetime, now + made.Lifetime)),
        EndsAt = StoredTime.Round(now + made.Lifetime),
        NetworkHash = made.NetworkHash.ToArray(),
        UserAgentHash = made.UserAgentHash.ToArray(),
        FirstAnswer = made.FirstAnswer.ToArray(),
    };

    private static void Insert(Connection connection, SessionFamily family) => connection.Prepare(
        "INSERT INTO family (id, subject, provider, provider_subject, profile, client_id, claims, key_thumbprint, status, generation, acknowledged_generation, "
        + "created_at, rotated_at, idle_ends_at, idle_ends_hour, ends_at, network_hash, user_agent_hash, first_answer) "
        + "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)")
        .Add(family.Id.Bytes.Span).Add(family.Subject).Add(family.Provider).Add(family.ProviderSubject).Add(family.Profile).Add(family.ClientId)
        .Add(family.Claims.Span).Add(family.KeyThumbprint.Span).Add((int)family.Status).Add(family.Generation).Add(family.AcknowledgedGeneration)
        .Add(family.CreatedAt).Add(family.RotatedAt).Add(family.IdleEndsAt).Add(Hour(family.IdleEndsAt)).Add(family.EndsAt)
        .Add(family.NetworkHash.Span).Add(family.UserAgentHash.Span).Add(family.FirstAnswer.Span).Run();

    private static SessionFamily Read(Statement row) => new()
    {
        Id = new FamilyId(row.Span(0)),
        Subject = row.Text(1),
        Provider = row.Text(2),
        ProviderSubject = row.Text(3),
        Profile = row.Text(4),
        ClientId = row.Text(5),
        Claims = row.Bytes(6),
        KeyThumbprint = row.Bytes(7),
        Status = (FamilyStatus)row.Number(8),
        EndReason = row.IsNull(9) ? null : row.Text(9),
        Generation = (int)row.Number(10),
        AcknowledgedGeneration = (int)row.Number(11),
        CreatedAt = row.Time(12),
        RotatedAt = row.Time(13),
        IdleEndsAt = row.Time(14),
        EndsAt = row.Time(15),
        NetworkHash = row.Bytes(16),
        UserAgentHash = row.Bytes(17),
        FirstAnswer = row.Bytes(18),
    };

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
