using GameAuth.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace GameAuth.Server.Tests.Sessions.Model;

internal enum ActorKind
{
    Tab,
    Thief,
    Logout,
}

/// <summary>Somebody who asks for something, with a node of his own: only the store is shared.</summary>
internal sealed class Actor
{
    private readonly SessionService _service;
    private readonly RequestSource _source;

    public Actor(ActorKind kind, int requests, RequestSource source, SteppedStore store, SessionKeys keys, TimeProvider clock, bool isIssuerSlow)
    {
        (Kind, Left, _source, Store) = (kind, requests, source, store);
        GameAuthServerOptions options = new();
        SessionEvents events = new(new AuthEvents([Sink], NullLogger<AuthEvents>.Instance), clock, Engine.Hashes);
        SessionProfile profile = new();
        SessionDirectory directory = new(store, events, options, new AuditRows(Engine.Hashes));
        _service = new SessionService(new SessionServiceParts(store, keys, isIssuerSlow ? new SteppedIssuer(store, Issuer) : Issuer, directory, events, _ => profile, options));
    }

    public ActorKind Kind { get; }

    public SteppedStore Store { get; }

    public FakeIssuer Issuer { get; } = new();

    public RecordingSink Sink { get; } = new();

    /// <summary>How many more requests there may be.</summary>
    public int Left { get; private set; }

    /// <summary>The request on its way; null where there is none. A logout answers null.</summary>
    public Task<SessionAnswer?>? Request { get; set; }

    /// <summary>The generation of the token that the request has brought.</summary>
    public int Presented { get; private set; }

    /// <summary>The generation of the access token that the tab has and has not used yet; -1 without one.</summary>
    public int AccessGeneration { get; set; } = -1;

    /// <summary>What the rules note about the request.</summary>
    public RequestNotes Notes { get; set; } = new();

    public void Start(int generation, string token)
    {
        Left--;
        Presented = generation;
        Notes = new RequestNotes();
        Sink.Clear();
        Request = Kind == ActorKind.Logout ? LogOutAsync(token) : RefreshAsync(token);
    }

    public string Key() =>
        $"{Left} {Request is not null} {Request?.Status} {AccessGeneration} " +
        (Request is null ? "" : $"{Presented} {Store.Waiting} {Answer()} {Notes}");

    private string Answer() => Request is { IsCompletedSuccessfully: true, Result: { } answer } ? answer.Error?.Code ?? $"tokens {answer.Tokens!.Generation}" : "";

    private async Task<SessionAnswer?> RefreshAsync(string token) => await _service.RefreshAsync(token, _source, default).ConfigureAwait(false);

    private async Task<SessionAnswer?> LogOutAsync(string token)
    {
        await _service.EndAsync(token, _source, EndReasons.Logout, default).ConfigureAwait(false);
        return null;
    }
}

/// <summary>What is noted about a request: all that its future depends on. Prints as part of the state.</summary>
internal sealed record RequestNotes
{
    /// <summary>What the table says comes next; null before the store was read.</summary>
    public Outcome? Expected { get; init; }

    /// <summary>The generation of the family then.</summary>
    public int Generation { get; init; }

    /// <summary>Whether the last step of the family came from elsewhere.</summary>
    public bool IsElsewhere { get; init; }

    /// <summary>The time of the store's first answer, at which the access token is issued.</summary>
    public DateTimeOffset? ReadAt { get; init; }

    /// <summary>Whether the access token is there.</summary>
    public bool HasAccess { get; init; }

    /// <summary>How many answers of the browser had been lost when the request began.</summary>
    public int LossesBefore { get; init; }

    /// <summary>Whether the family had ended when the request began.</summary>
    public bool BeganAfterEnd { get; init; }
}

/// <summary>The rows of the table of rotation.</summary>
internal enum Outcome
{
    Step,
    Beyond,
    Same,
    Reuse,
    Refuse,
}
