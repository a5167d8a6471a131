using Microsoft.AspNetCore.Http;

namespace GameAuth.Server;

/// <summary>An endpoint of a package's or an application's own, beside those of <c>MapGameAuth()</c>, has something to record. It goes to every <see cref="IAuthEventSink"/> of the host, and to the audit.</summary>
/// <param name="Name">What happened, 1 to 64 characters.</param>
/// <param name="At">When, by the clock of this machine (UTC).</param>
/// <remarks>Make one with <see cref="EndpointEvents.Make"/>. It holds no token, code, key or nonce.</remarks>
public sealed record EndpointEvent(string Name, DateTimeOffset At)
    : AuthEvent(Name, At, Account: null, CorrelationId: null)
{
    /// <summary>The provider of the player whom it is about; null where it is about nobody.</summary>
    public string? Provider { get; init; }

    /// <summary>The player's id there; null where it is about nobody. The audit has a keyed hash of both.</summary>
    public string? ProviderSubject { get; init; }

    /// <summary>The session of this server; null without one.</summary>
    public FamilyId? Session { get; init; }

    /// <summary>What names the token that it is about and gives nothing away: a claim <c>jti</c>, or some digits of a hash; at most 256 characters. Null without one.</summary>
    public string? TokenId { get; init; }

    /// <summary>Whether it was refused or has failed.</summary>
    public bool IsRefused { get; init; }

    /// <summary>Why, in a stable word of at most 64 characters; null where the name says it.</summary>
    public string? Reason { get; init; }

    /// <summary>Who it was, in plain, where the operator of the endpoint wants more than hashes, such as an address; at most 256 characters. Null (the default) for hashes alone.</summary>
    public string? Actor { get; init; }

    /// <summary>A keyed hash of the client's address, as base64url; null where there is none. Its key changes each day.</summary>
    public string? IpHash => AuditHashes.TextOf(Origin?.Ip ?? default);

    /// <summary>A keyed hash of the client's user agent, in the same way.</summary>
    public string? UserAgentHash => AuditHashes.TextOf(Origin?.Agent ?? default);

    /// <summary>Where the request came from.</summary>
    internal EventOrigin? Origin { get; init; }
}

/// <summary>Records what happens at endpoints of a package's or an application's own. Found in the services; safe for use from any thread.</summary>
public sealed class EndpointEvents
{
    private readonly AuthEvents _events;
    private readonly AuditHashes _hashes;
    private readonly TimeProvider _time;

    internal EndpointEvents(AuthEvents events, AuditHashes hashes, TimeProvider time) => (_events, _hashes, _time) = (events, hashes, time);

    /// <summary>Makes an event of this moment.</summary>
    /// <param name="name">What happened, 1 to 64 characters.</param>
    /// <param name="context">The request, for hashes of its address and user agent; null where there is none.</param>
    /// <returns>The event, to be completed and recorded.</returns>
    public EndpointEvent Make(string name, HttpContext? context = null) => new(name, _time.GetUtcNow())
    {
        Origin = context is null ? null : new EventOrigin(RequestSources.Of(context, default, delivery: null), _hashes),
    };

    /// <summary>Tells every sink. The audit has it within a second; of refusals, which anybody can cause, it keeps 50 a second.</summary>
    /// <param name="happened">The event.</param>
    public void Record(EndpointEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        _events.Publish(happened);
    }
}
