using GameAuth;

namespace Tour;

/// <summary>Shows the code as an application would; the emulated player approves it by itself.</summary>
internal sealed class TourPrompt(TourReport report) : ISignInPrompt
{
    public int Asked { get; private set; }

    public ValueTask<Secret?> AskAsync(SignInChallenge challenge, CancellationToken whileShown)
    {
        Asked++;
        if (challenge is DeviceCodeChallenge code)
        {
            report.Say($"Enter {code.UserCode} at {code.PageWithCode ?? code.Page}");
        }

        return new ValueTask<Secret?>((Secret?)null);
    }

    public void OnProgress(SignInChallenge challenge, SignInProgress progress) =>
        report.Say(progress.NextPoll is { } pause ? $"{progress.Phase}, asking again in {pause.TotalSeconds:0} s" : $"{progress.Phase}");
}
