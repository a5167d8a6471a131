namespace GameAuth;

/// <summary>Asks the player, and may answer for them. Only <c>SignInAsync</c> ever calls it.</summary>
public interface ISignInPrompt
{
    /// <summary>Shows a challenge, and returns the player's answer where the challenge wants one.</summary>
    /// <param name="challenge">What to show: <see cref="DeviceCodeChallenge"/>, <see cref="RedirectChallenge"/> or <see cref="PasteChallenge"/>.</param>
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
