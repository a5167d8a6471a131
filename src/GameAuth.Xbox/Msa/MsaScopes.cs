using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>Which scopes a Microsoft token may be asked for.</summary>
internal static class MsaScopes
{
    public const string Step = "microsoft token";

    /// <param name="wanted">Scopes, separated by spaces; null wants nothing in particular.</param>
    /// <param name="granted">What the sign-in asks for.</param>
    /// <exception cref="IllegalStepException">One of them is not among those of the sign-in.</exception>
    public static void Require(string? wanted, string granted)
    {
        string[] all = granted.Split(' ');
        foreach (string one in (wanted ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!all.Contains(one, StringComparer.OrdinalIgnoreCase))
            {
                throw new IllegalStepException(
                    $"xbox: the sign-in does not ask for the scope '{ServerText.Clean(one)}', so its Microsoft token is not good for it; nothing was sent. "
                    + $"Leave scope out, or name some of: {granted}.") { Provider = XboxDefaults.Provider, Step = Step };
            }
        }
    }
}
