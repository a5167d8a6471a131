namespace GameAuth;

/// <summary>Asks the player, and may answer for them. Only <c>SignInAsync</c> ever calls it.</summary>
public interface ISignInPrompt
{
    /// <summary>Shows a challenge, and returns the answer where the challenge wants one.</summary>
    /// <param name="challenge">
    /// What to show: a <see cref="DeviceCodeChallenge"/>, <see cref="RedirectChallenge"/>, <see cref="PasteChallenge"/> or <see cref="BrowserValueChallenge"/>.
    /// A prompt that can answer only some of them hands the others to another prompt.
    /// </param>
    /// <param name="whileShown">Cancelled by the flow when the challenge is over: approved, expired, or given up by the caller.</param>
    /// <returns>The answer, or null when the flow gets it elsewhere (a device code is approved in a browser, a listener catches a redirect).</returns>
    /// <remarks>A prompt that has nothing to answer may return at once, or stay until <paramref name="whileShown"/> is cancelled.</remarks>
    ValueTask<Secret?> AskAsync(SignInChallenge challenge, CancellationToken whileShown);

    /// <summary>Hears how the sign-in goes on. Called in order, on any thread; it must not block. Does nothing by default.</summary>
    /// <param name="challenge">The challenge that is shown.</param>
    /// <param name="progress">What has just happened.</param>
    void OnProgress(SignInChallenge challenge, SignInProgress progress)
    {
    }
}

/// <summary>How a sign-in goes on while its challenge is shown.</summary>
/// <param name="Phase">What has just happened.</param>
/// <param name="NextPoll">How long until the provider is asked again; null where it is not.</param>
public readonly record struct SignInProgress(SignInPhase Phase, TimeSpan? NextPoll = null);

/// <summary>The phases of a sign-in, as a prompt hears of them.</summary>
public enum SignInPhase
{
    /// <summary>The player has not answered yet.</summary>
    Waiting,

    /// <summary>The provider asked for fewer polls (<c>slow_down</c>), or could not be reached: the interval has grown.</summary>
    Slowed,

    /// <summary>The player approved.</summary>
    Approved,

    /// <summary>The player said no.</summary>
    Declined,

    /// <summary>The challenge has expired and a new one follows.</summary>
    Renewing,

    /// <summary>The challenge has expired and none follows.</summary>
    Expired,
}
