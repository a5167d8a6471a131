using System.Runtime.CompilerServices;
using System.Text;

namespace GameAuth.Server;

/// <summary>The limits of <see cref="ISessionStore"/>, checked in the same way by every store.</summary>
/// <remarks>Each check throws <see cref="ArgumentException"/>, or <see cref="ArgumentOutOfRangeException"/> for a number, and names the member. No message has a value in it.</remarks>
public static class SessionStoreLimits
{
    /// <summary>The longest subject, provider's subject, client id, revoked value and id of work, in UTF-16 code units.</summary>
    public const int Text = 256;

    /// <summary>The longest provider, profile, reason and kind of work, in UTF-16 code units.</summary>
    public const int Name = 64;

    /// <summary>The length of a hash in bytes: nonces, keys, thumbprints, networks, user agents.</summary>
    public const int Hash = 32;

    /// <summary>The most claims, in bytes.</summary>
    public const int Claims = 2 * 1024;

    /// <summary>The longest sealed first answer, in bytes.</summary>
    public const int FirstAnswer = 4 * 1024;

    /// <summary>The longest payload of work, in bytes.</summary>
    public const int Payload = 64 * 1024;

    /// <summary>The most hashes of one player's account.</summary>
    public const int Accounts = 16;

    /// <summary>The most rows of the audit in one call.</summary>
    public const int AuditRows = 1000;

    /// <summary>The most places in rooms in one call.</summary>
    public const int Places = 1000;

    /// <summary>The longest life, window or claim: ten years.</summary>
    public static TimeSpan Span { get; } = TimeSpan.FromDays(3660);

    /// <summary>How long a family is kept once it is idle or over: 2 hours. The last access token (at most 1 hour, <see cref="SessionProfile.AccessTokenLifetime"/>) has ended by then, whatever the clocks' differences.</summary>
    public static TimeSpan FamilyGrace { get; } = TimeSpan.FromHours(2);

    /// <summary>Checks a family to create.</summary>
    /// <param name="family">The family.</param>
    public static void Check(NewFamily family)
    {
        ArgumentNullException.ThrowIfNull(family);
        CheckId(family.Id, nameof(family.Id));
        CheckText(family.Subject, Text);
        CheckText(family.Provider, Name);
        CheckText(family.ProviderSubject, Text);
        CheckText(family.Profile, Name);
        CheckText(family.ClientId, Text);
        CheckSize(family.Claims, Claims);
        CheckSize(family.FirstAnswer, FirstAnswer);
        CheckHashOrNone(family.KeyThumbprint);
        CheckHashOrNone(family.NetworkHash);
        CheckHashOrNone(family.UserAgentHash);
        CheckHash(family.Nonce);
        CheckSpan(family.Lifetime);
        CheckSpan(family.IdleLifetime);
        CheckSpan(family.NonceLifetime);
    }

    /// <summary>Checks a step.</summary>
    /// <param name="step">The step.</param>
    public static void Check(FamilyStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        ArgumentOutOfRangeException.ThrowIfNegative(step.From, nameof(step));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(step.To, step.From, nameof(step));
        CheckSpan(step.IdleLifetime);
        CheckHashOrNone(step.NetworkHash);
        CheckHashOrNone(step.UserAgentHash);
    }

    /// <summary>Checks a revocation.</summary>
    /// <param name="revocation">The revocation.</param>
    public static void Check(Revocation revocation)
    {
        ArgumentNullException.ThrowIfNull(revocation);
        if (!Enum.IsDefined(revocation.Target) || revocation.Status is not (FamilyStatus.Revoked or FamilyStatus.Compromised))
        {
            throw new ArgumentException("A revocation has a target, and its families get the status Revoked or Compromised.", nameof(revocation));
        }

        CheckText(revocation.Reason, Name);
        CheckSpan(revocation.KeepFor);
        if (revocation.Audit is { } row)
        {
            Check([row]);
            CheckSpan(revocation.AuditFor);
        }

        CheckText(revocation.Value, Text, isPresent: revocation.Target != RevocationTarget.Everything);
        CheckText(revocation.Provider, Name, isPresent: revocation.Target == RevocationTarget.ProviderAccount);
        if (revocation.Target == RevocationTarget.Family && !FamilyId.TryParse(revocation.Value, out _))
        {
            throw new ArgumentException("The value of a revocation that hits a family is the family's id.", nameof(revocation));
        }
    }

    /// <summary>Checks work to save.</summary>
    /// <param name="work">The work.</param>
    public static void Check(DueWork work)
    {
        ArgumentNullException.ThrowIfNull(work);
        CheckWork(work.Kind, work.Id);
        ArgumentOutOfRangeException.ThrowIfNegative(work.Version, nameof(work));
        CheckSize(work.Payload, Payload);
    }

    /// <summary>Checks how something is counted.</summary>
    /// <param name="quota">The quota.</param>
    public static void Check(WindowQuota quota)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(quota.Limit, 1, nameof(quota));
        ArgumentOutOfRangeException.ThrowIfLessThan(quota.By, 1, nameof(quota));
        CheckSpan(quota.Window);
    }

    /// <summary>Checks a place to take.</summary>
    /// <param name="place">The place.</param>
    public static void Check(RoomPlace place)
    {
        ArgumentNullException.ThrowIfNull(place);
        CheckHash(place.Id);
        CheckHash(place.Room);
        CheckHash(place.Holder);
        ArgumentOutOfRangeException.ThrowIfLessThan(place.Capacity, 1, nameof(place));
        CheckSpan(place.Life);
    }

    /// <summary>Checks ids of places.</summary>
    /// <param name="places">The ids.</param>
    public static void CheckPlaces(IReadOnlyList<ReadOnlyMemory<byte>> places)
    {
        ArgumentNullException.ThrowIfNull(places);
        ArgumentOutOfRangeException.ThrowIfLessThan(places.Count, 1, nameof(places));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(places.Count, Places, nameof(places));
        foreach (ReadOnlyMemory<byte> place in places)
        {
            CheckHash(place);
        }
    }

    /// <summary>Checks rows of the audit to append.</summary>
    /// <param name="rows">The rows.</param>
    public static void Check(IReadOnlyList<AuditRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows.Count, 1, nameof(rows));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows.Count, AuditRows, nameof(rows));
        foreach (AuditRow row in rows)
        {
            CheckText(row.Event, Name);
            CheckText(row.Result, Name);
            CheckTextOrNone(row.Reason, Name);
            CheckTextOrNone(row.TokenId, Text);
            CheckTextOrNone(row.Actor, Text);
            CheckHashOrNone(row.AccountHash);
            CheckHashOrNone(row.IpHash);
            CheckHashOrNone(row.UserAgentHash);
        }
    }

    /// <summary>Checks which rows of the audit are asked for.</summary>
    /// <param name="query">The query.</param>
    public static void Check(AuditQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1, nameof(query));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Limit, AuditRows, nameof(query));
        CheckAccounts(query.AccountHashes);
        CheckTextOrNone(query.Event ?? "", Name, nameof(query.Event));
        CheckTextOrNone(query.Result ?? "", Name, nameof(query.Result));
    }

    /// <summary>Checks the hashes of an account.</summary>
    /// <param name="accountHashes">The hashes.</param>
    public static void CheckAccounts(IReadOnlyList<ReadOnlyMemory<byte>> accountHashes)
    {
        ArgumentNullException.ThrowIfNull(accountHashes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(accountHashes.Count, Accounts, nameof(accountHashes));
        foreach (ReadOnlyMemory<byte> account in accountHashes)
        {
            CheckHash(account);
        }
    }

    /// <summary>Checks the name of work.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="id">Its id.</param>
    public static void CheckWork(string kind, string id)
    {
        CheckText(kind, Name);
        CheckText(id, Text);
    }

    /// <summary>Checks a text: not empty, not too long, and no half of a surrogate pair, which has no UTF-8.</summary>
    /// <param name="text">The text.</param>
    /// <param name="limit">The most UTF-16 code units.</param>
    /// <param name="isPresent">Whether it must be there; else it must be empty.</param>
    /// <param name="member">The member's name.</param>
    public static void CheckText(string text, int limit, bool isPresent = true, [CallerArgumentExpression(nameof(text))] string member = "")
    {
        ArgumentNullException.ThrowIfNull(text, member);
        if (text.Length > limit || text.Length == 0 == isPresent)
        {
            throw new ArgumentException(isPresent ? $"It has 1 to {limit} characters." : "It has to be empty here.", member);
        }

        if (!IsWellFormed(text))
        {
            throw new ArgumentException("Half of a surrogate pair is no character.", member);
        }
    }

    /// <summary>Checks a hash.</summary>
    /// <param name="hash">The hash.</param>
    /// <param name="member">The member's name.</param>
    public static void CheckHash(ReadOnlyMemory<byte> hash, [CallerArgumentExpression(nameof(hash))] string member = "")
    {
        if (hash.Length != Hash)
        {
            throw new ArgumentException($"A hash has {Hash} bytes.", member);
        }
    }

    /// <summary>Checks a life, a window or a claim.</summary>
    /// <param name="span">The span.</param>
    /// <param name="member">The member's name.</param>
    public static void CheckSpan(TimeSpan span, [CallerArgumentExpression(nameof(span))] string member = "")
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(span, TimeSpan.Zero, member);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(span, Span, member);
    }

    private static void CheckTextOrNone(string text, int limit, [CallerArgumentExpression(nameof(text))] string member = "") =>
        CheckText(text, limit, isPresent: text is not { Length: 0 }, member);

    private static void CheckHashOrNone(ReadOnlyMemory<byte> hash, [CallerArgumentExpression(nameof(hash))] string member = "")
    {
        if (!hash.IsEmpty)
        {
            CheckHash(hash, member);
        }
    }

    private static void CheckSize(ReadOnlyMemory<byte> bytes, int limit, [CallerArgumentExpression(nameof(bytes))] string member = "")
    {
        if (bytes.Length > limit)
        {
            throw new ArgumentException($"It has at most {limit} bytes.", member);
        }
    }

    private static void CheckId(FamilyId id, string member)
    {
        if (id == default)
        {
            throw new ArgumentException("A family has an id.", member);
        }
    }

    private static bool IsWellFormed(string text)
    {
        int length = 0;
        while (length < text.Length && Rune.TryGetRuneAt(text, length, out Rune rune))
        {
            length += rune.Utf16SequenceLength;
        }

        return length == text.Length;
    }
}
