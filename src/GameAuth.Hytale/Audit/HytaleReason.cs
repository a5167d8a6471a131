namespace GameAuth.Hytale;

/// <summary>A failure in one stable word, for records that machines read.</summary>
internal static class HytaleReason
{
    /// <summary>The service has done it, and its answer could not be kept here.</summary>
    public const string NotSaved = "not_saved";

    public static string? Of(Exception? failure) => failure switch
    {
        null => null,
        SignInRequiredException { Reason: SignInReason.Revoked } => "revoked",
        SignInRequiredException { Reason: SignInReason.Expired } => "expired",
        SignInRequiredException { Reason: SignInReason.Declined } => "declined",
        SignInRequiredException { Reason: SignInReason.TimedOut } => "timed_out",
        SignInRequiredException { Reason: SignInReason.SignedOut } => "signed_out",
        SignInRequiredException { Reason: SignInReason.OtherClientId } => "other_client_id",
        SignInRequiredException { Reason: SignInReason.RefreshOutcomeUnknown } => "refresh_outcome_unknown",
        SignInRequiredException => "sign_in_required",
        AccountRestrictedException restricted => restricted.Code,
        ThrottledException => HytaleErrorCode.RateLimited,
        OutcomeUnknownException => "outcome_unknown",
        ProviderException { Code: { } code } => code,
        ProviderException { Status: null } => "unreachable",
        ProviderException => "unreadable",
        GameAuthConfigurationException => "configuration",
        CredentialStoreException => "store",
        IllegalStepException => "illegal_step",
        OperationCanceledException => "cancelled",
        _ => "failed",
    };
}
