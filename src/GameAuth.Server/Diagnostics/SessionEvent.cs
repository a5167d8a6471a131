using System.Buffers.Text;

namespace GameAuth.Server;

/// <summary>Something happened to a session. It goes to every <see cref="IAuthEventSink"/> of the host, after the store has it.</summary>
/// <param name="Name">One of <see cref="SessionEventNames"/>.</param>
/// <param name="At">When, by the clock of this machine (UTC).</param>
/// <remarks>No event holds a token or a nonce. <see cref="AuthEvent.Account"/> is null: an account of Core is one that this program signs in with.</remarks>
public sealed record SessionEvent(string Name, DateTimeOffset At)
    : AuthEvent(Name, At, Account: null, CorrelationId: null)
{
    /// <summary>The family: the claim <c>sid</c>; null where the event is about several.</summary>
    public FamilyId? Session { get; init; }

    /// <summary>The subject; null where the event is about several or the provider's account is what is known.</summary>
    public string? Subject { get; init; }

    /// <summary>Who verified the player; null where it is not known.</summary>
    public string? Provider { get; init; }

    /// <summary>The player's id there, such as a <c>discord_id</c>; null where it is not known.</summary>
    public string? ProviderSubject { get; init; }

    /// <summary>The claim <c>jti</c> of the access token that was handed out or revoked; null without one.</summary>
    public string? AccessTokenId { get; init; }

    /// <summary>The generation that the family has now; null where the event is about several.</summary>
    public int? Generation { get; init; }

    /// <summary>The generation of the refresh token that was presented; null without one.</summary>
    public int? PresentedGeneration { get; init; }

    /// <summary>Why sessions ended: a word of <see cref="EndReasons"/> or of the application; null else.</summary>
    public string? Reason { get; init; }

    /// <summary>How many sessions it is about. Default 1.</summary>
    public int Count { get; init; } = 1;

    /// <summary>A keyed hash of the client's network, as base64url; null where it is not known. The same network has the same hash, until the master key changes.</summary>
    public string? NetworkHash { get; init; }

    /// <summary>A keyed hash of the client's user agent, in the same way.</summary>
    public string? UserAgentHash { get; init; }

    /// <summary>Whether somebody should look at it: a reuse, a store that was set back, a repeat from elsewhere, a nonce that was used again.</summary>
    public bool IsAlert => Name is SessionEventNames.ReuseDetected or SessionEventNames.StoreSetBack or SessionEventNames.RepeatedElsewhere or SessionEventNames.NonceReused;
}

/// <summary>The names of the events of sessions; they change only with a major version.</summary>
public static class SessionEventNames
{
    /// <summary>A player signed in, and his session was created.</summary>
    public const string Created = "session.created";

    /// <summary>A refresh moved a session to its next generation.</summary>
    public const string Refreshed = "session.refreshed";

    /// <summary>A refresh or an exchange was asked for again and got the same refresh token: a second tab or a lost answer.</summary>
    public const string Repeated = "session.repeated";

    /// <summary>As <see cref="Repeated"/>, but from another network or with another user agent than the first time: an alert.</summary>
    public const string RepeatedElsewhere = "session.repeated_elsewhere";

    /// <summary>An old refresh token was used again, and the session was ended: an alert.</summary>
    public const string ReuseDetected = "session.reuse_detected";

    /// <summary>The store knew an older generation than the refresh token that was presented, so that it was set back: an alert.</summary>
    public const string StoreSetBack = "session.store_set_back";

    /// <summary>Sessions were ended; the reason says why. Not raised for a reuse, which has an event of its own.</summary>
    public const string Ended = "session.ended";

    /// <summary>A single access token was revoked.</summary>
    public const string AccessTokenRevoked = "session.access_token_revoked";

    /// <summary>The nonce of an exchange was used again, by another request than the first: an alert.</summary>
    public const string NonceReused = "session.nonce_reused";
}

/// <summary>Makes the events of sessions and raises them. Safe for use from any thread.</summary>
internal sealed class SessionEvents(AuthEvents events, TimeProvider time)
{
    /// <summary>An event that is about no single family.</summary>
    public SessionEvent Make(string name) => new(name, time.GetUtcNow());

    /// <summary>An event about a family.</summary>
    public SessionEvent Make(string name, SessionFamily family) => Make(name) with
    {
        Session = family.Id,
        Subject = family.Subject,
        Provider = family.Provider,
        ProviderSubject = family.ProviderSubject,
        Generation = family.Generation,
    };

    /// <summary>An event about a request that got tokens, or none.</summary>
    public SessionEvent Make(string name, SessionFamily family, ClientHashes client, AccessToken? access) => Make(name, family) with
    {
        AccessTokenId = access?.Id,
        NetworkHash = Text(client.Network),
        UserAgentHash = Text(client.UserAgent),
    };

    public void Raise(SessionEvent happened) => events.Publish(happened);

    private static string? Text(byte[] hash) => hash.Length == 0 ? null : Base64Url.EncodeToString(hash);
}
