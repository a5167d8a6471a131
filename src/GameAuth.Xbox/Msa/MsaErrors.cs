using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>What login.live.com says beyond the words of the RFCs.</summary>
internal static class MsaErrors
{
    /// <summary>Null leaves the refusal to the common rules.</summary>
    public static GameAuthException? Map(OAuthError error) =>
        error.Code is "invalid_grant" && error.Description?.Contains("different client id", StringComparison.OrdinalIgnoreCase) == true
            ? new SignInRequiredException(
                $"xbox: step '{error.Step}' was refused: the grant was issued to a different client id. Sign in again, or set ClientId back.",
                SignInReason.OtherClientId)
            { Provider = XboxDefaults.Provider, Step = error.Step, CorrelationId = error.Answer.CorrelationId }
            : null;
}
