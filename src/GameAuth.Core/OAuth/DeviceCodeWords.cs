namespace GameAuth.Providers;

/// <summary>The words of RFC 8628 section 3.5, and those that servers use beside them.</summary>
internal static class DeviceCodeWords
{
    public static DevicePollResult<T> Judge<T>(OAuthError error, Func<OAuthError, GameAuthException> toException)
        where T : class
    {
        DevicePollVerdict verdict = Judge(error.Code, error.Status);
        return new DevicePollResult<T>(verdict) { Failure = verdict == DevicePollVerdict.Failed ? toException(error) : null };
    }

    // The word goes before the status: servers send pending with 200, 202, 400, 401 and 428.
    internal static DevicePollVerdict Judge(string code, int status) => code switch
    {
        "authorization_pending" => DevicePollVerdict.Pending,
        "slow_down" => DevicePollVerdict.SlowDown,
        "access_denied" or "authorization_declined" => DevicePollVerdict.Declined,
        "expired_token" or "code_expired" => DevicePollVerdict.Expired,
        "temporarily_unavailable" or "server_error" => DevicePollVerdict.Unreachable,
        _ => status >= 500 ? DevicePollVerdict.Unreachable : DevicePollVerdict.Failed,
    };
}
