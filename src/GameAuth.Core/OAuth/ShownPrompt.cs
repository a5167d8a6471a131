using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace GameAuth.Providers;

/// <summary>A prompt while it shows one challenge, beside the work that waits for the player.</summary>
internal sealed class ShownPrompt : IDisposable
{
    [SuppressMessage("Usage", "CA2213", Justification = "The prompt may still hold the token, and without a timer there is nothing to free.")]
    private readonly CancellationTokenSource _whileShown = new();

    private readonly CancellationTokenRegistration _caller;
    private readonly ISignInPrompt _prompt;
    private readonly SignInChallenge _challenge;
    private readonly ILogger _logger;

    public ShownPrompt(ISignInPrompt prompt, SignInChallenge challenge, ILogger logger, CancellationToken cancellationToken)
    {
        _prompt = prompt;
        _challenge = challenge;
        _logger = logger;
        _caller = cancellationToken.UnsafeRegister(static shown => ((ShownPrompt)shown!).Cancel(), this);

        Answer = AskAsync(_whileShown.Token);
    }

    /// <summary>The player's answer.</summary>
    public Task<Secret?> Answer { get; }

    /// <summary>Waits; a prompt that throws meanwhile ends the wait with its exception.</summary>
    public async Task DelayAsync(TimeSpan wait, TimeProvider time, CancellationToken cancellationToken)
    {
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        // Timers count whole milliseconds and cut off the rest, which would be a poll too early.
        Task delay = Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), time, ended.Token);
        if (await Task.WhenAny(delay, Answer).ConfigureAwait(false) == Answer)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!Answer.IsCompletedSuccessfully)
            {
                await ended.CancelAsync().ConfigureAwait(false);
                await Answer.ConfigureAwait(false);
            }
        }

        await delay.ConfigureAwait(false);
    }

    /// <summary>Tells the prompt how it goes on. What it throws is logged and goes no further: a grant must not be lost to a progress bar.</summary>
    public void Report(SignInPhase phase, TimeSpan? nextPoll = null)
    {
        try
        {
            _prompt.OnProgress(_challenge, new SignInProgress(phase, nextPoll));
        }
        catch (Exception e)
        {
            OAuthLog.PromptFailed(_logger, e.GetType().Name);
        }
    }

    // Async, so that a prompt that throws at once ends the wait like one that throws later.
    private async Task<Secret?> AskAsync(CancellationToken whileShown) =>
        await _prompt.AskAsync(_challenge, whileShown).ConfigureAwait(false);

    public void Dispose()
    {
        _caller.Dispose();
        Cancel();
        _ = Answer.ContinueWith(static ended => ended.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private void Cancel()
    {
        try
        {
            _whileShown.Cancel();
        }
        catch (AggregateException e)
        {
            OAuthLog.PromptFailed(_logger, e.InnerExceptions[0].GetType().Name);
        }
    }
}
