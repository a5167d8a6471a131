using GameAuth;

namespace Tour;

/// <summary>Shows the challenge as an application would; the emulated player approves a code by itself, and pastes what is asked for.</summary>
internal sealed class TourPrompt(TourReport report) : ISignInPrompt
{
    public int Asked { get; private set; }

    /// <summary>What the player pastes.</summary>
    public Func<string>? Paste { get; set; }

    public ValueTask<Secret?> AskAsync(SignInChallenge challenge, CancellationToken whileShown)
    {
        Asked++;
        if (challenge is DeviceCodeChallenge code)
        {
            report.Say($"Enter {code.UserCode} at {code.PageWithCode ?? code.Page}");
        }

        if (challenge is PasteChallenge paste && Paste is { } player)
        {
            report.Say($"Paste the {paste.What} of {paste.Help}");
            return new ValueTask<Secret?>(new Secret(player()));
        }

        return new ValueTask<Secret?>((Secret?)null);
    }

    public void OnProgress(SignInChallenge challenge, SignInProgress progress) =>
        report.Say(progress.NextPoll is { } pause ? $"{progress.Phase}, asking again in {pause.TotalSeconds:0} s" : $"{progress.Phase}");
}
