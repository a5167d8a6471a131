namespace GameAuth.Providers;

/// <summary>What a refusal of an OAuth endpoint means to the caller (RFC 6749 sections 4.1.2.1 and 5.2, RFC 8628 section 3.5, OpenID Connect Core section 3.1.2.6).</summary>
public static class OAuthErrorRules
{
    /// <summary>The error to throw. The server's description is never part of it.</summary>
    /// <param name="error">The refusal.</param>
    /// <param name="isRefresh">
    /// Whether a stored grant was presented: <c>invalid_grant</c> and the interaction codes then ask for a new sign-in
    /// (<see cref="SignInReason.Revoked"/>); otherwise they fail the exchange only.
    /// </param>
    /// <returns>The error.</returns>
    public static GameAuthException ToException(OAuthError error, bool isRefresh)
    {
        ArgumentNullException.ThrowIfNull(error);
        return ToException(new OAuthRefusal(error.Answer.Provider, error.Step, error.Code, error.Status, error.Answer.CorrelationId), isRefresh);
    }

    internal static GameAuthException ToException(OAuthRefusal refusal, bool isRefresh) => refusal.Code switch
    {
        "invalid_grant" or "interaction_required" or "login_required" or "consent_required" when isRefresh =>
            refusal.SignIn(SignInReason.Revoked, "The provider no longer takes the stored grant; sign in again."),
        "access_denied" or "authorization_declined" =>
            refusal.SignIn(SignInReason.Declined, "The player said no."),
        "invalid_client" or "unauthorized_client" =>
            refusal.Setup("Check the client id, its secret, and that the client is registered for this kind of sign-in."),
        "invalid_scope" =>
            refusal.Setup("Check the scopes of the registration against those that the client was granted."),
        "unsupported_grant_type" or "unsupported_response_type" =>
            refusal.Setup("Check the address of the endpoint and the registration of the client; this kind of request is not known there."),
        "temporarily_unavailable" or "server_error" => refusal.Fail(isTransient: true),
        _ => refusal.Fail(refusal.Status is 408 or 429 or >= 500),
    };
}
