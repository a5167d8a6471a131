using GameAuth.Hytale;
using GameAuth.Providers;

namespace GameAuth.Server.Hytale;

/// <summary>
/// The rows of game sessions: work that is due when a session has to be renewed, so that any node does it. A row's id is the key of its account and the session's id, so that an account's sessions are found
/// together and no list of them has to be kept. Safe for use from any thread and node.
/// </summary>
internal sealed class GatewaySessions(SealedWork work, IIdGenerator ids, TimeProvider time)
{
    /// <summary>How long a node has a row for itself before another takes it over; it is prolonged while the node lives.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(5);

    /// <summary>The part of a session's life in which it may be refreshed.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    /// <summary>The id of a session, as its caller knows it.</summary>
    public static string IdOf(Held<SessionRow> held) => held.Id[(held.Id.LastIndexOf('/') + 1)..];

    /// <summary>The key of its account.</summary>
    public static string AccountOf(Held<SessionRow> held) => held.Id[..held.Id.LastIndexOf('/')];

    /// <summary>Finds a session that lives.</summary>
    /// <returns>The row; null where the account has none of that id, or it is being ended.</returns>
    public async ValueTask<Held<SessionRow>?> FindAsync(string? id, HytaleAccount account, CancellationToken cancellationToken) =>
        GatewayCall.TryReadId(id, out Guid session) && await work.FindAsync(RowForms.Sessions, RowOf(account, session), cancellationToken).ConfigureAwait(false) is { Value.IsEnding: false } held
            ? held
            : null;

    /// <summary>Finds a session by the id of its row, as an administrator's page has it; null for any other text.</summary>
    public ValueTask<Held<SessionRow>?> FindRowAsync(string? id, CancellationToken cancellationToken) =>
        id is { Length: > 37 and <= 256 } && id[^37] == '/' && GatewayCall.TryReadId(id[^36..], out _) ? work.FindAsync(RowForms.Sessions, id, cancellationToken) : default;

    /// <summary>Lists the sessions of an account, those too that are being ended.</summary>
    public ValueTask<IReadOnlyList<Held<SessionRow>>> ListAsync(HytaleAccount account, int limit, CancellationToken cancellationToken) =>
        work.ListAsync(RowForms.Sessions, $"{account.Id.Key}/", limit, cancellationToken);

    /// <summary>Keeps a session that was just made; the caller gets its tokens now.</summary>
    public async ValueTask<Held<SessionRow>> AddAsync(HytaleAccount account, HytaleSessionTokens tokens)
    {
        DateTimeOffset now = time.GetUtcNow();
        SessionRow row = new SessionRow { CreatedAt = now, IsTaken = true }.With(tokens, now);
        return await work.TryCreateAsync(RowForms.Sessions, RowOf(account, ids.NextUuid()), row, SessionTimes.DueAt(now, row.ExpiresAt), CancellationToken.None).ConfigureAwait(false)
            ?? throw new SessionStoreException("A new id of a session is taken.") { IsTransient = true };
    }

    /// <summary>Writes a row that is still as the caller saw it.</summary>
    public ValueTask<Held<SessionRow>?> TrySaveAsync(Held<SessionRow> held, DateTimeOffset dueAt) => work.TrySaveAsync(RowForms.Sessions, held, dueAt, CancellationToken.None);

    public ValueTask<IReadOnlyList<Held<SessionRow>>> ClaimDueAsync(int limit, CancellationToken cancellationToken) =>
        work.ClaimDueAsync(RowForms.Sessions, limit, Lease, cancellationToken);

    /// <summary>Forgets a session that is over.</summary>
    /// <returns>False where another writer was first.</returns>
    public ValueTask<bool> TryRemoveAsync(Held<SessionRow> held) => work.TryDeleteAsync(RowForms.Sessions, held, CancellationToken.None);

    private static string RowOf(HytaleAccount account, Guid id) => $"{account.Id.Key}/{id:D}";
}

/// <summary>A session's row. Immutable; it has secrets.</summary>
internal sealed record SessionRow
{
    public Guid Profile { get; init; }

    /// <summary>The newest tokens.</summary>
    public byte[] Tokens { get; init; } = [];

    /// <summary>Their end.</summary>
    public DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When they came.</summary>
    public DateTimeOffset RenewedAt { get; init; }

    /// <summary>Whether the caller has had them.</summary>
    public bool IsTaken { get; init; }

    /// <summary>When the caller got them by a refresh; null where he has them from the making of the session.</summary>
    public DateTimeOffset? TakenAt { get; init; }

    /// <summary>Whether the session token was sent, or was about to be, when the row was written: it works once, so nobody sends it again.</summary>
    public bool IsSpent { get; init; }

    /// <summary>Until when a node has the row for itself; null while none does.</summary>
    public DateTimeOffset? LeasedUntil { get; init; }

    /// <summary>Whether it was ended here, and Hytale has to be told.</summary>
    public bool IsEnding { get; init; }

    /// <summary>How many renewals in a row have failed.</summary>
    public int Failures { get; init; }

    /// <summary>The row with new tokens.</summary>
    public SessionRow With(HytaleSessionTokens tokens, DateTimeOffset now) => this with
    {
        Profile = tokens.ProfileId, Tokens = tokens.Export(), ExpiresAt = tokens.ExpiresAt, RenewedAt = now, IsSpent = false, LeasedUntil = null, Failures = 0,
    };

    /// <summary>Not the tokens.</summary>
    public override string ToString() => $"session until {ExpiresAt:O}";
}

/// <summary>When a session is renewed.</summary>
internal static class SessionTimes
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    /// <summary>Five minutes before the end, and up to a minute earlier at random, so that sessions that were made together part ways. A short life is halved.</summary>
    public static DateTimeOffset DueAt(DateTimeOffset now, DateTimeOffset expiresAt)
    {
        TimeSpan early = Margin + TimeSpan.FromMilliseconds(System.Security.Cryptography.RandomNumberGenerator.GetInt32(1, 60_001));
        TimeSpan life = expiresAt - now;
        return life > early * 2 ? expiresAt - early : now + (life > TimeSpan.Zero ? life / 2 : FirstPause);
    }

    /// <summary>How long to leave a service alone that has failed so many times in a row.</summary>
    public static TimeSpan Pause(int failures) => TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, FirstPause.Ticks << Math.Min(Math.Max(0, failures - 1), 8)));
}
