using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GameAuth.Server;

/// <summary><c>POST /api/auth/{provider}/exchange</c>: what the provider gave to the client, for a session.</summary>
internal sealed partial class ExchangeEndpoint(
    SessionExchange exchanges,
    SessionService sessions,
    SessionKeys keys,
    SessionProfiles profiles,
    ISubjectMapper mapper,
    ExchangeRequirements requirements,
    SessionEvents events,
    ILogger<ExchangeEndpoint> logger)
{
    private readonly ILogger _logger = logger;

    public async Task AnswerAsync(HttpContext context)
    {
        string provider = context.GetRouteValue("provider") as string ?? "";
        if (requirements.FindProfile(provider) is not { } profile
            || context.RequestServices.GetKeyedService<IIdentityVerifier>(provider) is not { } verifier)
        {
            await AuthErrorWriter.WriteAsync(context.Response, AuthError.UnknownProvider).ConfigureAwait(false);
            return;
        }

        using RequestBody body = await RequestBody.ReadAsync(context.Request, mayBeEmpty: false).ConfigureAwait(false);
        if (body.Error is { } wrong)
        {
            await AuthErrorWriter.WriteAsync(context.Response, wrong, body.Message).ConfigureAwait(false);
            return;
        }

        string? fault = requirements.FaultOf(context.Request, profile, out string? old);
        fault = ExchangeShape.FaultOf(body, out string nonce) ?? fault ?? verifier.CheckShape(body.Root);
        if (fault is not null)
        {
            await AuthErrorWriter.WriteAsync(context.Response, AuthError.InvalidRequest, fault).ConfigureAwait(false);
            return;
        }

        DpopResult proof = await requirements.ProveAsync(context).ConfigureAwait(false);
        if (proof.Error is { } refused)
        {
            await AuthErrorWriter.WriteAsync(context.Response, refused).ConfigureAwait(false);
            return;
        }

        ExchangeRequest exchange = new()
        {
            Provider = provider, Profile = profile, Nonce = nonce, Body = body.Bytes, Source = RequestSources.Of(context, proof, delivery: null),
        };
        await AnswerAsync(context, exchange, new Verification(verifier, new IdentityExchange(provider, body.Root, context)), old).ConfigureAwait(false);
    }

    private async Task AnswerAsync(HttpContext context, ExchangeRequest exchange, Verification verification, string? old)
    {
        SessionAnswer answer;
        try
        {
            // Not with the client's connection: what it has brought is used up once the provider has seen it, and the client may come again for the answer.
            answer = await exchanges.ExchangeAsync(exchange, stopping => VerifyAsync(verification, exchange.Profile, stopping), requirements.Stopped).ConfigureAwait(false);
        }
        catch (IdentityRefusedException refused)
        {
            if (refused.Fault is { } fault)
            {
                NotUsable(exchange.Provider, fault);
            }

            if (refused.Error.Status < StatusCodes.Status500InternalServerError)
            {
                events.Refuse(refused.Error, exchange.Source, exchange.Provider);
            }

            await AuthErrorWriter.WriteAsync(context.Response, refused.Error, refused.Message, refused.RetryAfter).ConfigureAwait(false);
            return;
        }

        if (answer.Tokens is not { } tokens)
        {
            await AuthErrorWriter.WriteAsync(context.Response, answer.Error!).ConfigureAwait(false);
            return;
        }

        if (old is not null)
        {
            await EndReplacedAsync(old, tokens.Family.Id, exchange.Source).ConfigureAwait(false);
        }

        await requirements.Answer.WriteAsync(context, tokens).ConfigureAwait(false);
    }

    // Whoever signs in anew leaves no session of this browser behind (OWASP ASVS 5.0, 7.2.4); a repeat may bring the cookie of its own session.
    private async ValueTask EndReplacedAsync(string old, FamilyId current, RequestSource source)
    {
        SessionKey[] all = await keys.GetAsync(requirements.Stopped).ConfigureAwait(false);
        if (RefreshToken.TryRead(all, old, source.KeyThumbprint.Span) is { } presented && presented.Family != current)
        {
            await sessions.EndAsync(old, source, EndReasons.Replaced, requirements.Stopped).ConfigureAwait(false);
        }
    }

    private async ValueTask<VerifiedPlayer> VerifyAsync(Verification verification, string profile, CancellationToken stopping)
    {
        IdentityExchange exchange = verification.Exchange;
        try
        {
            VerifiedIdentity identity = await verification.Verifier.VerifyAsync(exchange, stopping).ConfigureAwait(false);
            if (identity.Subject is { } subject && (subject.Length == 0 || subject.Contains(':', StringComparison.Ordinal)))
            {
                throw new IdentityRefusedException(AuthError.InvalidIdentity, "This account can not be used here.")
                {
                    Fault = "VerifiedIdentity.Subject is empty or has a colon, so that it could be a player of another provider; leave it null for provider:id, or map players by UseSubjectMapper(...)",
                };
            }

            SessionProfile named = profiles.Find(identity.Profile ?? profile)
                ?? throw new IdentityRefusedException(AuthError.TemporarilyUnavailable, AuthError.TemporarilyUnavailable.Message) { Fault = $"the verifier names the profile '{identity.Profile}', which AddProfile(...) did not add" };
            if (named.Delivery == RefreshTokenDelivery.Body && requirements.IsFromBrowser(exchange.Context.Request))
            {
                throw new IdentityRefusedException(AuthError.InvalidRequest, ExchangeRequirements.NotForBrowsers);
            }

            return new VerifiedPlayer(await mapper.MapAsync(exchange.Provider, identity, stopping).ConfigureAwait(false), identity);
        }
        catch (Exception failure) when (failure is not IdentityRefusedException && !stopping.IsCancellationRequested)
        {
            // Whatever a verifier throws, its text may hold what the client sent.
            VerifierFailed(exchange.Provider, failure.GetType().Name);
            throw new IdentityRefusedException(AuthError.TemporarilyUnavailable, AuthError.TemporarilyUnavailable.Message);
        }
    }

    [LoggerMessage(2022, LogLevel.Error, "The verifier of {Provider} failed ({Error}); the client was told to come again.")]
    private partial void VerifierFailed(string provider, string error);

    [LoggerMessage(2023, LogLevel.Error,
        "A player of {Provider} was refused because of what the verifier or the mapper of subjects said of him: {Fault}.")]
    private partial void NotUsable(string provider, string fault);

    private readonly record struct Verification(IIdentityVerifier Verifier, IdentityExchange Exchange);
}

/// <summary>What an exchange needs beside the player: its provider's profile, the way of its refresh token, a proof of its key.</summary>
internal sealed class ExchangeRequirements(
    IEnumerable<RegisteredVerifier> verifiers, SessionProfiles profiles, RefreshCookie cookie, DpopCheck dpop, TokenAnswer answer,
    Microsoft.Extensions.Options.IOptions<GameAuthServerOptions> options, IHostApplicationLifetime? lifetime = null)
{
    public const string NotForBrowsers = "Sessions of this kind are for clients that are no browser.";

    private readonly Dictionary<string, string> _profiles = verifiers.ToDictionary(static one => one.Provider, static one => one.Profile, StringComparer.Ordinal);

    /// <summary>Writes the answer.</summary>
    public TokenAnswer Answer => answer;

    /// <summary>Ends when the host has stopped: while it is stopping, what was begun is finished.</summary>
    public CancellationToken Stopped => lifetime?.ApplicationStopped ?? CancellationToken.None;

    /// <summary>The profile of a provider; null for one that was not added.</summary>
    public string? FindProfile(string provider) => _profiles.GetValueOrDefault(provider);

    /// <summary>What is wrong with the way that the refresh token would take; null where nothing is.</summary>
    /// <param name="request">The request.</param>
    /// <param name="profile">The provider's profile.</param>
    /// <param name="old">The refresh token of the session that this browser has had; null without one.</param>
    public string? FaultOf(HttpRequest request, string profile, out string? old) =>
        !cookie.TryRead(request, out old) ? "The cookie of the refresh token came twice."
        : profiles.Find(profile)?.Delivery == RefreshTokenDelivery.Body && IsFromBrowser(request) ? NotForBrowsers
        : null;

    public bool IsFromBrowser(HttpRequest request) => RefreshRequest.IsFromBrowser(request, cookie);

    /// <summary>Checks the proof of the key that the family will be bound to.</summary>
    public async ValueTask<DpopResult> ProveAsync(HttpContext context)
    {
        DpopResult proof = await dpop.CheckAsync(context.Request, options.Value.RequireDpop).ConfigureAwait(false);
        dpop.Announce(proof, context.Response);
        return proof;
    }
}

/// <summary>The members of an exchange that are the server's own.</summary>
internal static class ExchangeShape
{
    private const string Nonce = "client_nonce";
    private const int Shortest = 16;
    private const int LongestNonce = 64;

    /// <summary>What is wrong; null where nothing is. A UUID is among the texts that are right.</summary>
    public static string? FaultOf(RequestBody body, out string nonce)
    {
        nonce = body.TryGetText(Nonce, out string? text) ? text ?? "" : "";
        return nonce.Length is >= Shortest and <= LongestNonce && nonce.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            ? null
            : $"{Nonce} must be a text of {Shortest} to {LongestNonce} characters of base64url, or a UUID; take a new one for each sign-in.";
    }
}
