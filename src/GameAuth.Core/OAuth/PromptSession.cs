using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace GameAuth.Providers;

/// <summary>A prompt while it shows one challenge, beside the work that waits for the player.</summary>
internal sealed class PromptSession : IDisposable
{
    [SuppressMessage("Usage", "CA2213", Justification = "The prompt may still hold the token, and without a timer there is nothing to free.")]
    private readonly CancellationTokenSource _whileShown = new();

    private readonly CancellationTokenRegistration _caller;
    private readonly ISignInPrompt _prompt;
    private readonly SignInChallenge _challenge;
    private readonly ILogger _logger;

    public PromptSession(ISignInPrompt prompt, SignInChallenge challenge, ILogger logger, CancellationToken cancellationToken)
    {
        _prompt = prompt;
        _challenge = challenge;
        _logger = logger;
        _caller = cancellationToken.UnsafeRegister(static shown => ((PromptSession)shown!).Cancel(), this);

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

/// <summary>What the sign-in flows log: names and numbers, never a code, a state or an address with a query.</summary>
internal static partial class OAuthLog
{
    [LoggerMessage(EventId = 321, Level = LogLevel.Information, Message = "{Provider}: device code {Number} is shown; it lives {Lifetime}")]
    public static partial void CodeShown(ILogger logger, string provider, int number, TimeSpan lifetime);

    [LoggerMessage(EventId = 322, Level = LogLevel.Information, Message = "{Provider}: the sign-in ended: {Reason}")]
    public static partial void SignInEnded(ILogger logger, string provider, SignInReason reason);

    [LoggerMessage(EventId = 323, Level = LogLevel.Warning, Message = "A sign-in prompt threw {Failure} when it was told of the progress or cancelled; the sign-in goes on")]
    public static partial void PromptFailed(ILogger logger, string failure);

    [LoggerMessage(EventId = 324, Level = LogLevel.Warning, Message = "{Provider}: an answer that is not the redirect of this sign-in was pasted; the sign-in does not take it")]
    public static partial void ForeignAnswer(ILogger logger, string provider);

    [LoggerMessage(EventId = 325, Level = LogLevel.Debug, Message = "A connection to the sign-in listener ended with {Failure}")]
    public static partial void ConnectionEnded(ILogger logger, string failure);

    [LoggerMessage(EventId = 326, Level = LogLevel.Warning, Message = "A request to the sign-in listener is not taken: {Reason}. The sign-in goes on; the address of the browser can be pasted into the prompt")]
    public static partial void RedirectRefused(ILogger logger, string reason);
}
