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

    /// <summary>Why sessions ended, a word of <see cref="EndReasons"/> or of the application; or why a request was refused, a code of <see cref="AuthError"/>. Null else.</summary>
    public string? Reason { get; init; }

    /// <summary>The room that it is about; null without one.</summary>
    public string? Room { get; init; }

    /// <summary>How many sessions it is about. Default 1.</summary>
    public int Count { get; init; } = 1;

    /// <summary>A keyed hash of the client's address, as base64url; null where it is not known. The same address has the same hash for a day.</summary>
    public string? IpHash => AuditHashes.TextOf(Origin?.Ip ?? default);

    /// <summary>A keyed hash of the client's user agent, in the same way.</summary>
    public string? UserAgentHash => AuditHashes.TextOf(Origin?.Agent ?? default);

    /// <summary>Whether somebody should look at it: a reuse, a store that was set back, a repeat from elsewhere, nonces that are used again over and over, a session in many places.</summary>
    public bool IsAlert => Name is SessionEventNames.ReuseDetected or SessionEventNames.StoreSetBack or SessionEventNames.RepeatedElsewhere
        or SessionEventNames.NoncesReused or SessionEventNames.ManyNetworks or SessionEventNames.ManyCountries;

    /// <summary>Where the request came from.</summary>
    internal EventOrigin? Origin { get; init; }

    /// <summary>Where the session was and is; null where its place says nothing.</summary>
    internal SessionPlace? Place { get; init; }

    /// <summary>Whether its row of the audit was written by the transaction that it is about.</summary>
    internal bool IsAudited { get; init; }

    /// <summary>Whether players share the address, as inside an Activity.</summary>
    internal bool IsAddressShared { get; init; }
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

    /// <summary>The nonce of an exchange was used again, by another request than the first.</summary>
    public const string NonceReused = "session.nonce_reused";

    /// <summary>An exchange, a refresh, a logout or a join was refused; the reason is the answer's code. Not raised for what has an event of its own, nor for a body that is no request.</summary>
    public const string Refused = "session.refused";

    /// <summary>A player has joined a room. Who may not is told of as <see cref="Refused"/>, with <see cref="SessionEvent.Room"/>.</summary>
    public const string RoomJoined = "session.room_joined";

    /// <summary>A player has opened a socket and proven who he is. A socket that may not is told of as <see cref="Refused"/>.</summary>
    public const string RealtimeConnected = "session.realtime_connected";

    /// <summary>A player was put out of a room, or his socket was closed, since his session has ended or his access has changed; the reason is the code that his client was told.</summary>
    public const string RoomEvicted = "session.room_evicted";

    /// <summary>Nonces were used again 3 times within 5 minutes, from one address or, inside an Activity, by one player: an alert.</summary>
    public const string NoncesReused = "session.nonces_reused";

    /// <summary>A session came from 3 networks within 10 minutes: an alert. Not raised for Activities, whose requests come from Discord's proxies.</summary>
    public const string ManyNetworks = "session.many_networks";

    /// <summary>A session came from 2 countries within 10 minutes, by an <see cref="ICountryLookup"/>: an alert.</summary>
    public const string ManyCountries = "session.many_countries";
}

/// <summary>Makes the events of sessions and raises them. Safe for use from any thread.</summary>
internal sealed class SessionEvents(AuthEvents events, TimeProvider time, AuditHashes hashes)
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
    public SessionEvent Make(string name, SessionFamily family, RequestSource source, AccessToken? access) => Make(name, family) with { AccessTokenId = access?.Id, Origin = OriginOf(source) };

    /// <summary>Tells of a request that was refused.</summary>
    public void Refuse(AuthError error, RequestSource source, string? provider = null) =>
        Raise(Make(SessionEventNames.Refused) with { Reason = error.Code, Provider = provider, Origin = OriginOf(source), Count = 0 });

    public EventOrigin OriginOf(RequestSource source) => new(source, hashes);

    public void Raise(SessionEvent happened) => events.Publish(happened);
}
