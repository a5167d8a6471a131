namespace GameAuth.Server;

/// <summary>Something to end.</summary>
public sealed record Revocation
{
    /// <summary>What it hits.</summary>
    public required RevocationTarget Target { get; init; }

    /// <summary>The id of it: a family's id, a <c>jti</c>, a subject, a provider's subject; empty for <see cref="RevocationTarget.Everything"/>. 256 characters at most.</summary>
    public required string Value { get; init; }

    /// <summary>The provider, for <see cref="RevocationTarget.ProviderAccount"/>; empty else.</summary>
    public string Provider { get; init; } = "";

    /// <summary>Hits only the sessions that began before this time, with all their access tokens, whenever those were issued; null for everything that there is now.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>Why: a word of <see cref="EndReasons"/> or of the application, 64 characters at most.</summary>
    public required string Reason { get; init; }

    /// <summary>The status that the families get: <see cref="FamilyStatus.Revoked"/> (default) or <see cref="FamilyStatus.Compromised"/>.</summary>
    public FamilyStatus Status { get; init; } = FamilyStatus.Revoked;

    /// <summary>How long the log keeps the entry: at least the longest life of an access token that it could hit, with the clocks' differences.</summary>
    public required TimeSpan KeepFor { get; init; }

    /// <summary>A row of the audit that is appended in the same transaction, where something is appended to the log; null for none.</summary>
    public AuditRow? Audit { get; init; }

    /// <summary>How long that row is kept. Without a meaning where there is none.</summary>
    public TimeSpan AuditFor { get; init; }
}

/// <summary>What a revocation hits. The values are stored and never change.</summary>
public enum RevocationTarget
{
    /// <summary>One family: the claim <c>sid</c>.</summary>
    Family = 0,

    /// <summary>One access token: the claim <c>jti</c>. Its family lives on.</summary>
    AccessToken = 1,

    /// <summary>All families of a subject: the claim <c>sub</c>.</summary>
    Subject = 2,

    /// <summary>All families of an account at a provider.</summary>
    ProviderAccount = 3,

    /// <summary>All families.</summary>
    Everything = 4,

    /// <summary>No family and no token: what players may do in rooms has changed, and whoever holds a place asks anew. The value has a hash of the room and one of the subject.</summary>
    RoomAccess = 5,
}

/// <summary>Why families end, as stored, told and shown. Applications may use words of their own.</summary>
public static class EndReasons
{
    /// <summary>The player logged out.</summary>
    public const string Logout = "logout";

    /// <summary>An old refresh token was used again.</summary>
    public const string Reuse = "reuse";

    /// <summary>The player ended it, from another of his sessions.</summary>
    public const string Player = "player";

    /// <summary>An administrator ended it.</summary>
    public const string Admin = "admin";

    /// <summary>The same client signed in anew.</summary>
    public const string Replaced = "replaced";

    /// <summary>What is known of the player is erased.</summary>
    public const string Erased = "erased";

    /// <summary>The player took the application's permission away at the provider.</summary>
    public const string Deauthorized = "deauthorized";
}

/// <summary>An entry of the log of revocations.</summary>
/// <param name="Position">Its position: rising, never used twice, with gaps.</param>
/// <param name="Target">What it hits.</param>
/// <param name="Value">See <see cref="Revocation.Value"/>.</param>
/// <param name="Provider">See <see cref="Revocation.Provider"/>.</param>
/// <param name="Before">A session that began at this time or later is not hit (UTC, the store's clock). Where the revocation had none it is 1 ms after the store's time, so that what began at that very time is hit; who signs in within that millisecond counts as before, and signs in again.</param>
/// <param name="Reason">See <see cref="Revocation.Reason"/>.</param>
/// <param name="EndsAt">When it can hit nothing any more.</param>
public sealed record RevocationEntry(
    long Position, RevocationTarget Target, string Value, string Provider, DateTimeOffset Before, string Reason, DateTimeOffset EndsAt);

/// <summary>A page of the log.</summary>
/// <param name="Entries">The entries, in the order of their positions.</param>
/// <param name="Position">Up to here the caller now has everything: the last entry's position, or the position that was asked for.</param>
/// <param name="Head">The highest position that was ever given. Where it is below what the caller has, the store was set back, and the caller reads from 0.</param>
/// <param name="Now">The store's time.</param>
public readonly record struct RevocationPage(IReadOnlyList<RevocationEntry> Entries, long Position, long Head, DateTimeOffset Now);

/// <summary>The answer of <see cref="ISessionStore.EndAsync"/>.</summary>
/// <param name="Count">How many families it ended.</param>
/// <param name="Position">The position of the entry; 0 where none was appended.</param>
/// <param name="Now">The store's time.</param>
public readonly record struct EndedFamilies(int Count, long Position, DateTimeOffset Now);
