using System.Buffers;

namespace GameAuth.Providers;

/// <summary>The refusal of a token endpoint (RFC 6749 section 5.2). Immutable; it prints its code only.</summary>
public sealed class OAuthError
{
    /// <summary>The <see cref="Code"/> of a refusal whose <c>error</c> is a sentence or something else that is no code.</summary>
    public const string Unrecognised = "unrecognised";

    private static readonly SearchValues<char> CodeCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.:");

    internal OAuthError(TokenBody body, ProviderResponse answer)
    {
        Code = CleanCode(body.Error);
        Description = ServerText.Clean(body.ErrorDescription) is { Length: > 0 } text ? text : null;
        HelpUri = Uri.TryCreate(body.ErrorUri, UriKind.Absolute, out Uri? uri) && uri.Scheme is "https" && uri.UserInfo.Length == 0 ? uri : null;
        Answer = answer;
    }

    /// <summary>The code, such as <c>invalid_grant</c>: at most 64 letters, digits and <c>_ - . :</c>, else <see cref="Unrecognised"/>. Safe to log.</summary>
    public string Code { get; }

    /// <summary>What the server says to developers (<c>error_description</c>), stripped. Some servers echo what they were sent: match it, never show or log it.</summary>
    public string? Description { get; }

    /// <summary>A page about the error (<c>error_uri</c>), when it is https. Its host is not checked: pass it through a <see cref="ServerUriPolicy"/> before it is shown.</summary>
    public Uri? HelpUri { get; }

    /// <summary>The whole answer, for members of the provider's own.</summary>
    public ProviderResponse Answer { get; }

    /// <summary>The HTTP status; 400 by the RFC, others in the wild.</summary>
    public int Status => Answer.Status;

    /// <summary>The step that was refused.</summary>
    public string Step => Answer.Step;

    /// <summary>
    /// The exception that this refusal is to the caller (RFC 6749 sections 4.1.2.1 and 5.2, RFC 8628 section 3.5, OpenID Connect Core section
    /// 3.1.2.6). A 5xx is transient, whatever its body says. The server's description is never part of it.
    /// </summary>
    /// <param name="isRefresh">
    /// Whether a stored grant was presented: <c>invalid_grant</c> and the interaction codes then ask for a new sign-in
    /// (<see cref="SignInReason.Revoked"/>); otherwise they fail the exchange only.
    /// </param>
    /// <returns>The exception, for the caller to throw.</returns>
    public GameAuthException ToException(bool isRefresh) =>
        new OAuthRefusal(Answer.Provider, Step, Code, Status, Answer.CorrelationId).ToException(isRefresh);

    /// <summary>Prints no description.</summary>
    /// <returns>The code and the status.</returns>
    public override string ToString() => $"{Code} ({Status})";

    internal static string CleanCode(string? code) =>
        code is { Length: > 0 and <= 64 } && !code.AsSpan().ContainsAnyExcept(CodeCharacters) ? code : Unrecognised;
}

/// <summary>A refusal in the body of a token endpoint or in the query of a redirect, and what it means to the caller.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Step">The step that was refused.</param>
/// <param name="Code">The clean code.</param>
/// <param name="Status">The HTTP status; null for a redirect, which has none of the server's.</param>
/// <param name="CorrelationId">The id of the request in the provider's logs.</param>
internal sealed record OAuthRefusal(string Provider, string Step, string Code, int? Status, string? CorrelationId)
{
    private string Said => $"{Provider}: step '{Step}' was refused with '{Code}'{(Status is { } status ? $" (status {status})" : "")}.";

    public GameAuthException ToException(bool isRefresh) => Code switch
    {
        // A service that fails says nothing about what it was sent.
        _ when Status >= 500 => Fail(isTransient: true),
        "invalid_grant" or "interaction_required" or "login_required" or "consent_required" when isRefresh =>
            SignIn(SignInReason.Revoked, "The provider no longer takes the stored grant; sign in again."),
        "access_denied" or "authorization_declined" =>
            SignIn(SignInReason.Declined, "The player said no."),
        "invalid_client" or "unauthorized_client" =>
            Setup("Check the client id, its secret, and that the client is registered for this kind of sign-in."),
        "invalid_scope" =>
            Setup("Check the scopes of the registration against those that the client was granted."),
        "unsupported_grant_type" or "unsupported_response_type" =>
            Setup("Check the address of the endpoint and the registration of the client; this kind of request is not known there."),
        "temporarily_unavailable" or "server_error" => Fail(isTransient: true),
        _ => Fail(Status is 408 or 429),
    };

    private SignInRequiredException SignIn(SignInReason reason, string what) => new($"{Said} {what}", reason)
    {
        Provider = Provider,
        Step = Step,
        CorrelationId = CorrelationId,
    };

    private GameAuthConfigurationException Setup(string fix) => new($"{Said} {fix}")
    {
        Provider = Provider,
        Step = Step,
        CorrelationId = CorrelationId,
    };

    private ProviderException Fail(bool isTransient) => new(Said, Status, Code, isTransient)
    {
        Provider = Provider,
        Step = Step,
        CorrelationId = CorrelationId,
    };
}
