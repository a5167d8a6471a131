using System.Collections.Concurrent;
using System.Web;
using GameAuth.Testing;

namespace GameAuth.Xbox.Tests;

/// <summary>Shows a code to nobody, and lets the time until the next poll pass.</summary>
internal sealed class AnsweringPrompt(FakeClock clock) : ISignInPrompt
{
    private int _asked;

    public int Asked => _asked;

    public DeviceCodeChallenge? Shown { get; private set; }

    public ValueTask<Secret?> AskAsync(SignInChallenge challenge, CancellationToken whileShown)
    {
        Interlocked.Increment(ref _asked);
        Shown = Assert.IsType<DeviceCodeChallenge>(challenge);
        return new ValueTask<Secret?>((Secret?)null);
    }

    public void OnProgress(SignInChallenge challenge, SignInProgress progress)
    {
        if (progress.NextPoll is { } pause)
        {
            _ = clock.PassAsync(pause);
        }
    }
}

/// <summary>Answers as another prompt does, and keeps what it was told.</summary>
internal sealed class RecordingPrompt(ISignInPrompt inner) : ISignInPrompt
{
    public ConcurrentQueue<SignInPhase> Heard { get; } = new();

    public Action<SignInProgress>? OnTold { get; init; }

    public ValueTask<Secret?> AskAsync(SignInChallenge challenge, CancellationToken whileShown) => inner.AskAsync(challenge, whileShown);

    public void OnProgress(SignInChallenge challenge, SignInProgress progress)
    {
        Heard.Enqueue(progress.Phase);
        OnTold?.Invoke(progress);
        inner.OnProgress(challenge, progress);
    }
}

/// <summary>A player with a browser: goes to the page, follows where it leads, and comes back to the program or pastes where the way ends.</summary>
internal sealed class VisitingPrompt : ISignInPrompt
{
    private static readonly HttpClient Browser = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = TimeSpan.FromSeconds(20) };

    public ConcurrentQueue<RedirectChallenge> Shown { get; } = new();

    /// <summary>Where the way ended, each time.</summary>
    public ConcurrentQueue<Uri> Ends { get; } = new();

    /// <summary>What happens before the browser comes back.</summary>
    public Func<Uri, Task>? Before { get; init; }

    /// <summary>Pastes even where the program listens.</summary>
    public bool AlwaysPastes { get; init; }

    /// <summary>Another end of the way than the real one.</summary>
    public Func<Uri, Uri> Change { get; init; } = static end => end;

    public RedirectChallenge Last => Shown.Last();

    /// <summary>A field of the address that was opened last.</summary>
    public string? Asked(string field) => HttpUtility.ParseQueryString(Last.Authorize.Query)[field];

    public async ValueTask<Secret?> AskAsync(SignInChallenge challenge, CancellationToken whileShown)
    {
        RedirectChallenge redirect = Assert.IsType<RedirectChallenge>(challenge);
        Shown.Enqueue(redirect);
        using HttpResponseMessage page = await Browser.GetAsync(redirect.Authorize, whileShown);
        Uri end = page.Headers.Location ?? throw new InvalidOperationException($"The page answered {(int)page.StatusCode} and no redirect: {await page.Content.ReadAsStringAsync(whileShown)}");
        Ends.Enqueue(end);
        await (Before?.Invoke(end) ?? Task.CompletedTask);
        end = Change(end);
        if (!redirect.IsCaught || AlwaysPastes)
        {
            return new Secret(end.OriginalString);
        }

        (await ComeAsync(end)).Dispose();
        return null;
    }

    /// <summary>Comes back to the program.</summary>
    public static Task<HttpResponseMessage> ComeAsync(Uri end) => Browser.GetAsync(end);
}
