namespace GameAuth.Hytale;

/// <summary>What an error says about what was presented and asked for, and about the service.</summary>
internal static class HytaleErrors
{
    /// <summary>Whether the bearer token was refused: worth one refresh and one repetition.</summary>
    public static bool BlamesGrant(ProviderException refused) => refused.Code is HytaleErrorCode.Unauthorized;

    /// <summary>Whether what was asked for is not there.</summary>
    public static bool IsGone(ProviderException refused) => refused.Code is HytaleErrorCode.SessionNotFound;

    /// <summary>Whether a game session may not be refreshed yet.</summary>
    public static bool IsTooEarly(ProviderException refused) => refused.Code is HytaleErrorCode.TooEarly;

    /// <summary>A failure of the service with the code that all of them have, where the engine has read its answer.</summary>
    public static ProviderException OfService(ProviderException failure) => new(failure.Message, failure.Status, HytaleErrorCode.ServiceError, isTransient: true)
    {
        Provider = failure.Provider,
        Step = failure.Step,
        CorrelationId = failure.CorrelationId,
    };

    /// <summary>Whether it is the service that failed.</summary>
    public static bool IsOfService(ProviderException failure) => failure.Status >= 500 || failure.Code is "temporarily_unavailable" or "server_error";
}
