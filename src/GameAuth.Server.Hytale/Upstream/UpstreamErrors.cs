using GameAuth.Hytale;

namespace GameAuth.Server.Hytale;

/// <summary>What a failure behind the gateway is in front of it. No text of a service is passed on.</summary>
internal static class UpstreamErrors
{
    /// <param name="failure">The failure.</param>
    /// <param name="operation">What was asked for.</param>
    /// <param name="limit">The limit of sessions, for the sentence.</param>
    /// <param name="now">The time.</param>
    /// <returns>The row of the table; null for what is no failure of a service or a store.</returns>
    public static GatewayError? Of(Exception failure, GatewayOperation operation, int limit, DateTimeOffset now) => failure switch
    {
        GatewayRefusal refusal => refusal.Error,
        SignInRequiredException => operation == GatewayOperation.Refresh ? GatewayError.RefreshRefused : GatewayError.Reauthenticate,
        ThrottledException throttled => GatewayError.Unavailable.After(throttled.RetryAt - now),
        AccountRestrictedException { Code: HytaleErrorCode.SessionLimitExceeded } => GatewayError.SessionLimit(limit),
        AccountRestrictedException => GatewayError.Forbidden,
        ProviderException { Code: HytaleErrorCode.SessionNotFound } when operation == GatewayOperation.SessionNew => GatewayError.NoProfile,
        ProviderException { Code: HytaleErrorCode.Unauthorized } => GatewayError.Reauthenticate,

        // The service says that the token may not do this: the scope of the registration, or an entitlement of the profile.
        GameAuthConfigurationException { Code: HytaleErrorCode.Forbidden or "insufficient_scope" or "invalid_scope" } =>
            operation == GatewayOperation.Profiles ? GatewayError.MissingScope : GatewayError.Forbidden,
        OutcomeUnknownException => GatewayError.OutcomeUnknown,
        ProviderException { IsTransient: false } => GatewayError.OutcomeUnknown,
        GameAuthException or SessionStoreException => GatewayError.Unavailable.After(TimeSpan.FromSeconds(5)),
        _ => null,
    };
}
