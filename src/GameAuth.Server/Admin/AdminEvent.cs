using System.Security.Claims;

namespace GameAuth.Server;

/// <summary>An administrator called an endpoint of <c>MapGameAuthAdmin()</c>. It goes to every <see cref="IAuthEventSink"/> of the host, and to the audit.</summary>
/// <param name="Name">One of <see cref="AdminEventNames"/>.</param>
/// <param name="At">When, by the clock of this machine (UTC).</param>
public sealed record AdminEvent(string Name, DateTimeOffset At)
    : AuthEvent(Name, At, Account: null, CorrelationId: null)
{
    /// <summary>Who: the claim <c>sub</c> or the name of the caller; <c>unknown</c> where the policy lets in who has neither.</summary>
    public required string Administrator { get; init; }

    /// <summary>The session that it was about; null where it was about several.</summary>
    public FamilyId? Session { get; init; }

    /// <summary>The subject that it was about; null else, and for an erasure.</summary>
    public string? Subject { get; init; }

    /// <summary>The claim <c>jti</c> of the access token that was revoked; null else.</summary>
    public string? AccessTokenId { get; init; }

    /// <summary>How many sessions or rows it was about.</summary>
    public int Count { get; init; }

    /// <summary>Why it was refused, a code of <see cref="AuthError"/>; null where it was not.</summary>
    public string? Refusal { get; init; }

    /// <summary>A keyed hash of the caller's address, as base64url; null where it is not known. Its key changes each day.</summary>
    public string? IpHash => AuditHashes.TextOf(Origin?.Ip ?? default);

    /// <summary>A keyed hash of the caller's user agent, in the same way.</summary>
    public string? UserAgentHash => AuditHashes.TextOf(Origin?.Agent ?? default);

    /// <summary>Where the call came from; null for an event of somebody else's making.</summary>
    internal EventOrigin? Origin { get; init; }

    internal static string NameOf(ClaimsPrincipal caller) =>
        caller.FindFirst("sub")?.Value ?? caller.FindFirst(ClaimTypes.NameIdentifier)?.Value ?? caller.Identity?.Name ?? "unknown";
}

/// <summary>The names of what administrators do; they change only with a major version.</summary>
public static class AdminEventNames
{
    /// <summary>The sessions of a subject were listed.</summary>
    public const string SessionsListed = "admin.sessions_listed";

    /// <summary>A session was looked at.</summary>
    public const string SessionRead = "admin.session_read";

    /// <summary>A session, those of a subject or of an account, or all were ended.</summary>
    public const string SessionsEnded = "admin.sessions_ended";

    /// <summary>An access token was revoked.</summary>
    public const string AccessTokenRevoked = "admin.access_token_revoked";

    /// <summary>What was known of a player was erased.</summary>
    public const string PlayerErased = "admin.player_erased";

    /// <summary>The audit was read.</summary>
    public const string AuditRead = "admin.audit_read";
}
