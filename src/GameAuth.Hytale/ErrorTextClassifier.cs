namespace GameAuth.Hytale;

/// <summary>
/// What a refusal means that names no code: one gateway answers nearly everything with 400 and a sentence, Hytale's own session service with plain text. Only sentences that are
/// documented or were seen count.
/// </summary>
internal static class ErrorTextClassifier
{
    /// <summary>The code that says the same; null where the text says nothing that is known.</summary>
    public static string? CodeOf(string step, int status, string said) => status switch
    {
        < 500 when Says(said, "authorization pending", "awaiting user authorization") => HytaleErrorCode.AuthorizationPending,
        400 or 403 or 404 => OfRefusal(step, said),
        _ => null,
    };

    /// <summary>Whether a session is asked to be refreshed too early. No other step has that, whatever its words are.</summary>
    public static bool SaysTooEarly(string step, string said) =>
        step == HytaleStep.SessionRefresh && Says(said, "cannot be refreshed", "can not be refreshed", "not yet");

    /// <summary>Whether the right is what is missing, and not the owner's will.</summary>
    public static bool SaysScope(string said) => Says(said, "scope");

    /// <summary>Whether a gateway wants to be told under which account it keeps the tokens.</summary>
    public static bool SaysAccountIsMissing(string said) => Says(said, "account_id") && Says(said, "required", "missing");

    private static string? OfRefusal(string step, string said)
    {
        if (SaysTooEarly(step, said))
        {
            return HytaleErrorCode.TooEarly;
        }

        if (Says(said, "session limit", "concurrent session"))
        {
            return HytaleErrorCode.SessionLimitExceeded;
        }

        if (Says(said, "missing required scope"))
        {
            return HytaleErrorCode.Forbidden;
        }

        if (step == HytaleStep.Poll && Says(said, "denied the authorization", "user denied"))
        {
            return "access_denied";
        }

        if (Says(said, "device code") && Says(said, "not found", "expired"))
        {
            return HytaleErrorCode.InvalidDeviceCode;
        }

        if (Says(said, "invalid or expired access token", "invalid or expired token", "invalid token", "token expired", "expired token", "token invalid or expired"))
        {
            return HytaleErrorCode.Unauthorized;
        }

        return Says(said, "session not found", "profile not found") ? HytaleErrorCode.SessionNotFound : null;
    }

    private static bool Says(string text, params ReadOnlySpan<string> words)
    {
        foreach (string word in words)
        {
            if (text.Contains(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
