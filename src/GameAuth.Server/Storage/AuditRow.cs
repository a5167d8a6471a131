namespace GameAuth.Server;

/// <summary>A row of the audit: what happened to whom, from where, and how it went. It holds hashes in place of a player, an address and a user agent, and no token, nonce or secret.</summary>
public sealed record AuditRow
{
    /// <summary>Its position, by which rows are paged: rising in the order of the store. 0 for one that is to be appended.</summary>
    public long Position { get; init; }

    /// <summary>When it happened (UTC, the clock of the node).</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What happened: the name of the event, 1 to 64 characters.</summary>
    public required string Event { get; init; }

    /// <summary>A keyed hash of the player's account, 32 bytes, the same as long as the master key is; none where it is about nobody or several.</summary>
    public ReadOnlyMemory<byte> AccountHash { get; init; }

    /// <summary>The session: the claim <c>sid</c>; null where it is about none or several.</summary>
    public FamilyId? Session { get; init; }

    /// <summary>The claim <c>jti</c> of an access token, or what else names a token and gives nothing away; at most 256 characters, empty without one.</summary>
    public string TokenId { get; init; } = "";

    /// <summary>A keyed hash of the client's address, 32 bytes or none. Its key changes each day, so that nobody can follow an address for longer.</summary>
    public ReadOnlyMemory<byte> IpHash { get; init; }

    /// <summary>A keyed hash of the user agent, in the same way.</summary>
    public ReadOnlyMemory<byte> UserAgentHash { get; init; }

    /// <summary>How it went: <c>ok</c>, <c>refused</c> or <c>alert</c>; 1 to 64 characters.</summary>
    public required string Result { get; init; }

    /// <summary>Why: a word of <see cref="EndReasons"/>, a code of <see cref="AuthError"/>, or one of the application; at most 64 characters, empty where the event says it.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The administrator who did it, or who it was where an endpoint of a package's own records that in plain; at most 256 characters, empty for everybody else.</summary>
    public string Actor { get; init; } = "";
}

/// <summary>Which rows of the audit are asked for. Every member that is set narrows it; the newest come first.</summary>
public sealed record AuditQuery
{
    /// <summary>Hashes of accounts of which a row has one, at most 16; empty for whomever.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> AccountHashes { get; init; } = [];

    /// <summary>The session; null for any.</summary>
    public FamilyId? Session { get; init; }

    /// <summary>The event's name; null for any.</summary>
    public string? Event { get; init; }

    /// <summary>The result; null for any.</summary>
    public string? Result { get; init; }

    /// <summary>Only what happened at this time or later; null from the beginning.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only what happened before this time; null up to now.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Only rows below this position: the last one of the page before. Default: from the newest on.</summary>
    public long Below { get; init; } = long.MaxValue;

    /// <summary>The most rows, 1 to 1000. Default 100.</summary>
    public int Limit { get; init; } = 100;
}
