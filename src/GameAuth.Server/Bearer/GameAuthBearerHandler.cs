using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GameAuth.Server;

/// <summary>
/// Authenticates requests by the access token in <c>Authorization</c> (RFC 6750 section 2.1, RFC 9449 section 7.1), and answers those that lack one with the JSON of the server's table of errors. A token
/// in a query or a form is not looked at.
/// </summary>
internal sealed class GameAuthBearerHandler(
    IOptionsMonitor<GameAuthBearerOptions> options, ILoggerFactory logger, UrlEncoder encoder, BearerValidator validator, AccessTokenReader reader, OpenConnections connections)
    : AuthenticationHandler<GameAuthBearerOptions>(options, logger, encoder)
{
    private PresentedAccessToken _presented = PresentedAccessToken.None;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        _presented = await reader.ReadAsync(Context).ConfigureAwait(false);
        if (!_presented.IsPresent)
        {
            return AuthenticateResult.NoResult();
        }

        if (_presented.Error is { } refused)
        {
            return Fail(refused);
        }

        BearerResult result = await validator.ValidateAsync(_presented.Token, Options.Audience, _presented.KeyThumbprint, Context.RequestAborted).ConfigureAwait(false);
        if (!result.IsValid)
        {
            return Fail(result.Error);
        }

        if (GoesOn())
        {
            Response.RegisterForDispose(connections.Add(result.Token, Context.Abort));
        }

        return AuthenticateResult.Success(TicketOf(result.Token));
    }

    /// <summary>The tokens that a principal was made of.</summary>
    public static IEnumerable<ValidatedToken> TokensOf(ClaimsPrincipal? principal) => principal?.Identities.Select(static identity => identity.BootstrapContext).OfType<ValidatedToken>() ?? [];

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        AuthenticateResult result = await HandleAuthenticateOnceSafeAsync().ConfigureAwait(false);
        AuthError error = (result.Failure as BearerFailureException)?.Error ?? AccessTokenReader.Missing;
        reader.Challenge(Response, error, _presented);
        await AuthErrorWriter.WriteAsync(Response, error).ConfigureAwait(false);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => AuthErrorWriter.WriteAsync(Response, AuthError.Forbidden);

    // Its token is checked once, and it may go on for hours. Hubs have their own way, by which their clients hear of it.
    private bool GoesOn() =>
        (TransportRules.IsWebSocket(Context) || Request.Headers.Accept.ToString().Contains("text/event-stream", StringComparison.OrdinalIgnoreCase))
        && Context.GetEndpoint()?.Metadata.GetMetadata<HubMetadata>() is null;

    private static AuthenticateResult Fail(AuthError error) => AuthenticateResult.Fail(new BearerFailureException(error));

    // The claims are shared by all requests; the principal is not, since an application may add to it.
    private AuthenticationTicket TicketOf(ValidatedToken token)
    {
        ClaimsIdentity identity = new(token.Claims, Scheme.Name, nameType: "sub", roleType: "role") { BootstrapContext = token };
        AuthenticationProperties properties = new() { IssuedUtc = token.IssuedAt, ExpiresUtc = token.ExpiresAt };
        return new AuthenticationTicket(new ClaimsPrincipal(identity), properties, Scheme.Name);
    }
}

/// <summary>The settings of the scheme that <c>AddGameAuthBearer()</c> adds.</summary>
public sealed class GameAuthBearerOptions : AuthenticationSchemeOptions
{
    /// <summary>Whom a token must be for. Default <c>api</c>; a scheme of its own for hubs may say <c>realtime</c>.</summary>
    public string Audience { get; set; } = GameAuthBearerDefaults.Audience;
}

/// <summary>The defaults of the scheme.</summary>
public static class GameAuthBearerDefaults
{
    /// <summary>The scheme's name: <c>Bearer</c>.</summary>
    public const string AuthenticationScheme = "Bearer";

    /// <summary>The audience: <c>api</c>.</summary>
    public const string Audience = "api";
}

/// <summary>Why a request was not authenticated; it says no more than the answer does.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1064", Justification = "It is never thrown: the framework carries a failure as an exception.")]
internal sealed class BearerFailureException(AuthError error) : Exception(error.Code)
{
    public AuthError Error { get; } = error;
}
