using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace GameAuth.Server;

/// <summary>
/// Begins, finds and refreshes sessions for endpoints of a package's or an application's own, whose requests and answers have another shape than those of <c>MapGameAuth()</c>. The sessions, their rules and
/// their tokens are the same. Found in the services; safe for use from any thread.
/// </summary>
/// <remarks>Refresh tokens travel in bodies here, so that the profile has <see cref="RefreshTokenDelivery.Body"/>. A store that fails is <see cref="SessionStoreException"/>: ask again.</remarks>
public sealed class EndpointSessions
{
    private static readonly IReadOnlyDictionary<string, string> NoClaims = new Dictionary<string, string>(StringComparer.Ordinal);

    private readonly SessionExchange _exchanges;
    private readonly SessionService _sessions;
    private readonly SessionServiceParts _parts;
    private readonly ISubjectMapper _mapper;
    private readonly TransportRules _transport;
    private readonly RevocationFollower _revocations;

    internal EndpointSessions(
        SessionExchange exchanges, SessionService sessions, SessionServiceParts parts, ISubjectMapper mapper, TransportRules transport, RevocationFollower revocations) =>
        (_exchanges, _sessions, _parts, _mapper, _transport, _revocations) = (exchanges, sessions, parts, mapper, transport, revocations);

    /// <summary>Judges how a request came, as each endpoint of the server does: https by TLS 1.2 or newer, or plain loopback in Development.</summary>
    /// <param name="context">The request; its answer has not begun.</param>
    /// <returns>Why it is refused; null where it is not.</returns>
    public AuthError? CheckTransport(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return _transport.Check(context);
    }

    /// <summary>Begins the session of a player who was verified. The same sign-in again, within <see cref="GameAuthServerOptions.ExchangeRepeatWindow"/> and before an access token was used, yields the same session.</summary>
    /// <param name="signIn">Who signs in.</param>
    /// <param name="context">The request.</param>
    /// <param name="cancellationToken">Ends the wait before the session is stored.</param>
    /// <returns>The tokens; or <see cref="AuthError.NonceReused"/> for a sign-in that has had its session.</returns>
    /// <exception cref="ArgumentException">There is no such profile, or it delivers by cookie.</exception>
    public async ValueTask<EndpointAnswer> BeginAsync(EndpointSignIn signIn, HttpContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(signIn);
        ArgumentNullException.ThrowIfNull(context);
        if (_parts.FindProfile(signIn.Profile) is not { Delivery: RefreshTokenDelivery.Body })
        {
            throw new ArgumentException($"The profile '{signIn.Profile}' was not added, or does not deliver in bodies.", nameof(signIn));
        }

        // Nonces of exchanges have no colon, so that nobody takes one of these.
        ExchangeRequest exchange = new()
        {
            Provider = signIn.Provider, Profile = signIn.Profile, Nonce = $"{signIn.Provider}:{signIn.Once}", Body = Encoding.UTF8.GetBytes(signIn.Once),
            Source = RequestSources.Of(context, default, RefreshTokenDelivery.Body),
        };
        SessionAnswer answer = await _exchanges.ExchangeAsync(
            exchange, async ended => new VerifiedPlayer(await _mapper.MapAsync(signIn.Provider, signIn.Identity, ended).ConfigureAwait(false), signIn.Identity), cancellationToken).ConfigureAwait(false);
        return AnswerOf(answer);
    }

    /// <summary>Finds the session of a refresh token, current or not, without a step.</summary>
    /// <param name="refreshToken">Any text.</param>
    /// <param name="profile">The profile that the session must have.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The session, in whatever state; null for a text that is no refresh token of such a session, or of one that is bound to a key.</returns>
    public async ValueTask<EndpointSession?> FindAsync(string refreshToken, string profile, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(refreshToken);
        SessionKey[] keys = await _parts.Keys.GetAsync(cancellationToken).ConfigureAwait(false);
        if (RefreshToken.TryRead(keys, refreshToken, default) is not { } presented)
        {
            return null;
        }

        SessionFamily? family = (await _parts.Store.FindFamilyAsync(presented.Family, cancellationToken).ConfigureAwait(false)).Family;
        return family is { KeyThumbprint.IsEmpty: true } && family.Profile == profile ? SessionOf(family) : null;
    }

    /// <summary>Answers a refresh by the rules of rotation.</summary>
    /// <param name="refreshToken">Any text.</param>
    /// <param name="profile">The profile that the session must have.</param>
    /// <param name="context">The request.</param>
    /// <param name="cancellationToken">The client has gone; a step that has begun is finished.</param>
    /// <returns>The tokens; or <see cref="AuthError.RefreshInvalid"/>, <see cref="AuthError.RefreshReuseDetected"/>, <see cref="AuthError.TemporarilyUnavailable"/>.</returns>
    public async ValueTask<EndpointAnswer> RefreshAsync(string refreshToken, string profile, HttpContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        RequestSource source = RequestSources.Of(context, default, RefreshTokenDelivery.Body);
        SessionAnswer answer = await FindAsync(refreshToken, profile, cancellationToken).ConfigureAwait(false) is null
            ? SessionAnswer.Refused(AuthError.RefreshInvalid)
            : await _sessions.RefreshAsync(refreshToken, source, cancellationToken).ConfigureAwait(false);
        if (answer.Error == AuthError.RefreshReuseDetected)
        {
            await _revocations.TryCatchUpAsync(cancellationToken).ConfigureAwait(false);
        }
        else if (answer.Error == AuthError.RefreshInvalid)
        {
            _parts.Events.Refuse(answer.Error, source);
        }

        return AnswerOf(answer);
    }

    private static EndpointAnswer AnswerOf(SessionAnswer answer) => answer.Tokens is { } tokens
        ? new EndpointAnswer
        {
            AccessToken = tokens.Access.Value, AccessTokenLifetime = tokens.Access.Lifetime, RefreshToken = tokens.Refresh, Session = SessionOf(tokens.Family),
        }
        : new EndpointAnswer { Error = answer.Error };

    private static EndpointSession SessionOf(SessionFamily family) => new(
        family.Id, family.Subject, family.Provider, family.ProviderSubject,
        family.Claims.IsEmpty ? NoClaims : JsonSerializer.Deserialize(family.Claims.Span, SessionJson.Default.DictionaryStringString) ?? NoClaims);
}

/// <summary>A sign-in that a package's own endpoint has verified.</summary>
public sealed record EndpointSignIn
{
    /// <summary>Who verified the player: 1 to 64 lower case letters, digits and dashes.</summary>
    public required string Provider { get; init; }

    /// <summary>The profile of the session.</summary>
    public required string Profile { get; init; }

    /// <summary>What names this sign-in and no other, at least 128 random bits: the same again is the same session. It is kept as a keyed hash.</summary>
    public required string Once { get; init; }

    /// <summary>The player.</summary>
    public required VerifiedIdentity Identity { get; init; }

    /// <summary>Not what names the sign-in.</summary>
    /// <returns>The provider.</returns>
    public override string ToString() => $"[sign-in by {Provider}]";
}

/// <summary>A session, as the endpoint that serves it sees it. Immutable.</summary>
/// <param name="Id">The session: the claim <c>sid</c>.</param>
/// <param name="Subject">The claim <c>sub</c>.</param>
/// <param name="Provider">Who verified the player.</param>
/// <param name="ProviderSubject">The player's id there.</param>
/// <param name="Claims">The claims that the verifier added.</param>
public sealed record EndpointSession(FamilyId Id, string Subject, string Provider, string ProviderSubject, IReadOnlyDictionary<string, string> Claims);

/// <summary>Tokens for an endpoint's answer, or why there are none. Prints without them.</summary>
public sealed class EndpointAnswer
{
    internal EndpointAnswer()
    {
    }

    /// <summary>Why there are no tokens; null where there are.</summary>
    public AuthError? Error { get; init; }

    /// <summary>The access token; empty without one.</summary>
    public string AccessToken { get; init; } = "";

    /// <summary>How long the access token lives from now on.</summary>
    public TimeSpan AccessTokenLifetime { get; init; }

    /// <summary>The refresh token: a secret; empty without one.</summary>
    public string RefreshToken { get; init; } = "";

    /// <summary>The session; null without tokens.</summary>
    public EndpointSession? Session { get; init; }

    /// <summary>Never the tokens.</summary>
    /// <returns>The error's code, or a word.</returns>
    public override string ToString() => Error?.Code ?? "[tokens]";
}
