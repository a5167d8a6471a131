namespace GameAuth.Providers;

/// <summary>What a refusal of a token endpoint means to the caller (RFC 6749 section 5.2, RFC 8628 section 3.5, OpenID Connect Core section 3.1.2.6).</summary>
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
        return error.Code switch
        {
            "invalid_grant" or "interaction_required" or "login_required" or "consent_required" when isRefresh =>
                SignIn(error, SignInReason.Revoked, "The provider no longer takes the stored grant; sign in again."),
            "access_denied" or "authorization_declined" =>
                SignIn(error, SignInReason.Declined, "The player said no."),
            "invalid_client" or "unauthorized_client" =>
                Setup(error, "Check the client id, its secret, and that the client is registered for this kind of sign-in."),
            "invalid_scope" =>
                Setup(error, "Check the scopes of the registration against those that the client was granted."),
            "unsupported_grant_type" =>
                Setup(error, "Check the address of the token endpoint; this one does not know the grant type."),
            "temporarily_unavailable" or "server_error" => Failure(error, isTransient: true),
            _ => Failure(error, isTransient: null),
        };
    }

    private static SignInRequiredException SignIn(OAuthError error, SignInReason reason, string what) =>
        new($"{Said(error)} {what}", reason)
        {
            Provider = error.Answer.Provider,
            Step = error.Step,
            CorrelationId = error.Answer.CorrelationId,
        };

    private static GameAuthConfigurationException Setup(OAuthError error, string fix) =>
        new($"{Said(error)} {fix}")
        {
            Provider = error.Answer.Provider,
            Step = error.Step,
            CorrelationId = error.Answer.CorrelationId,
        };

    private static ProviderException Failure(OAuthError error, bool? isTransient) =>
        error.Answer.Failure($"is the OAuth error '{error.Code}'", error.Code, isTransient);

    private static string Said(OAuthError error) =>
        $"{error.Answer.Provider}: step '{error.Step}' was refused with '{error.Code}' (status {error.Status}).";
}
