using System.ComponentModel;
using System.Net;

namespace GameAuth;

/// <summary>
/// The prompt that opens the player's own Chromium, Chrome, Edge or Brave in a window of its own and takes the answer from there: the one value that a <see cref="BrowserValueChallenge"/> names,
/// or the address that a <see cref="RedirectChallenge"/> ends at where no listener catches it, such as one with an application's own scheme.
/// </summary>
/// <remarks>
/// <para>
/// It watches over the browser's DevTools protocol. It runs no script in a page, clicks nothing, changes no request and leaves the value where it is. The browser is visible, with its address bar and
/// its sandbox. Its profile is new, only this user may enter it, and it is deleted at the end: what the player has in the usual profile is neither used nor touched. If this process is killed, the browser
/// closes with it, and the next sign-in deletes the profile.
/// </para>
/// <para>
/// Of the storage of the challenge's origin the one key is read, when a page of that origin appears and when the key changes. The browser reports more than that (other keys, other origins); it is
/// dropped unread. Empty values, and the texts <c>null</c> and <c>undefined</c>, are taken for no value yet.
/// </para>
/// <para>Every other challenge goes to <see cref="Others"/>. Safe for use from any thread; each sign-in has a browser of its own.</para>
/// </remarks>
public sealed class DevToolsPrompt : ISignInPrompt
{
    private const string Step = "browser";

    /// <summary>The full path of the browser. Default null: the first of Chromium, Chrome, Edge and Brave that is installed where it usually is.</summary>
    public string? BrowserPath { get; init; }

    /// <summary>
    /// The folder in which the profile, <c>gameauth-browser-…</c>, is made while the browser runs. Default null: on Linux the home folder, where confined browsers may write too; elsewhere the folder of the
    /// user's local application data. On Windows name only a folder that is closed to other users.
    /// </summary>
    public string? ProfileFolder { get; init; }

    /// <summary>
    /// The port on loopback through which to speak to the browser; default null: a pipe, which no other process can use. While a port is open, every program of this machine that finds it can read and
    /// steer the browser, and if this process is killed the browser stays open until the next sign-in. So set one only for a page that refuses browsers with a pipe: those tell it that they are steered
    /// (<c>navigator.webdriver</c>).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1024 or above 65535.</exception>
    public int? Port { get; init => field = value is null or (>= 1024 and <= IPEndPoint.MaxPort) ? value : throw new ArgumentOutOfRangeException(nameof(value)); }

    /// <summary>How long the player has; the challenge's own end counts too where it is sooner. Default: 10 minutes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is zero, negative, or more than a day.</exception>
    public TimeSpan TimeLimit { get; init => field = value > TimeSpan.Zero && value <= TimeSpan.FromDays(1) ? value : throw new ArgumentOutOfRangeException(nameof(value)); } = TimeSpan.FromMinutes(10);

    /// <summary>Who shows all other challenges: device codes, pastes, redirects that a listener catches. Default: a <see cref="ConsolePrompt"/>.</summary>
    public ISignInPrompt Others { get; init; } = new ConsolePrompt();

    /// <summary>The clock of the time limits. Default: the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    internal InstalledBrowsers Installed { get; init; } = new();

    internal Func<string, string, int?, CancellationToken, Task<(DevToolsChannel Channel, IAsyncDisposable Browser)>> Start { get; init; } = BrowserProcess.StartAsync;

    /// <inheritdoc/>
    /// <returns>The value, or the whole address of the redirect; for any other challenge what <see cref="Others"/> returns. By then the browser is closed and its profile deleted.</returns>
    /// <exception cref="SignInRequiredException">The player closed the window (<see cref="SignInReason.Declined"/>), or no answer came in time (<see cref="SignInReason.TimedOut"/>).</exception>
    /// <exception cref="GameAuthConfigurationException">No browser was found, it does not start, or its profile can't be made. The message says what may be pasted in its place, and how.</exception>
    /// <exception cref="ArgumentException">The page is neither https nor http on loopback, has user information, or the origin is no http origin.</exception>
    /// <exception cref="OperationCanceledException">The challenge was over before an answer came.</exception>
    public async ValueTask<Secret?> AskAsync(SignInChallenge challenge, CancellationToken whileShown)
    {
        ArgumentNullException.ThrowIfNull(challenge);
        whileShown.ThrowIfCancellationRequested();
        if (WantedOf(challenge) is not { } wanted)
        {
            return await Others.AskAsync(challenge, whileShown).ConfigureAwait(false);
        }

        if (!IsFit(wanted.Page) || (challenge is BrowserValueChallenge value && !IsHttp(value.Origin)))
        {
            throw new ArgumentException("The challenge names a page that no browser is sent to: it has to be https, or http on loopback, without user information.", nameof(challenge));
        }

        string program = FindBrowser(challenge);
        TimeSpan left = challenge.ExpiresAt - Clock.GetUtcNow() is { } end && end < TimeLimit ? end : TimeLimit;
        if (left <= TimeSpan.Zero)
        {
            throw Ended(challenge, SignInReason.TimedOut, "The challenge had ended before the browser was opened.");
        }

        using CancellationTokenSource limit = new(left, Clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(whileShown, limit.Token);
        try
        {
            (DevToolsChannel channel, IAsyncDisposable browser) = await Start(program, ProfileFolder ?? DefaultFolder(), Port, either.Token).ConfigureAwait(false);
            BrowserSignIn signIn = new(channel, wanted);
            Secret? answer;
            await using (browser.ConfigureAwait(false))
            {
                answer = await signIn.RunAsync(either.Token).ConfigureAwait(false);
            }

            return answer ?? throw (signIn.HadWindow
                ? Ended(challenge, SignInReason.Declined, "The player closed the browser.")
                : Unusable(challenge, $"The browser '{program}' ended before it opened a window; see whether it starts by itself, and whether there is a desktop."));
        }
        catch (OperationCanceledException)
        {
            whileShown.ThrowIfCancellationRequested();
            throw Ended(challenge, SignInReason.TimedOut, "The answer did not come in time, and the browser was closed.");
        }
        catch (Exception failure) when (failure is Win32Exception or IOException or UnauthorizedAccessException)
        {
            throw Unusable(challenge, $"The browser '{program}' could not be started: {failure.Message}", failure);
        }
    }

    /// <inheritdoc/>
    public void OnProgress(SignInChallenge challenge, SignInProgress progress)
    {
        ArgumentNullException.ThrowIfNull(challenge);
        if (WantedOf(challenge) is null)
        {
            Others.OnProgress(challenge, progress);
        }
    }

    private static WantedAnswer? WantedOf(SignInChallenge challenge) => challenge switch
    {
        BrowserValueChallenge value => new StoredValue(value),
        RedirectChallenge { IsCaught: false } redirect => new RedirectAddress(redirect),
        _ => null,
    };

    private static bool IsFit(Uri page) => IsHttp(page) && page.UserInfo.Length == 0 && (page.Scheme == Uri.UriSchemeHttps || page.IsLoopback);

    private static bool IsHttp(Uri address) => address.IsAbsoluteUri && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp);

    private string DefaultFolder() => Installed.Folder(OperatingSystem.IsLinux() ? Environment.SpecialFolder.UserProfile : Environment.SpecialFolder.LocalApplicationData) is { Length: > 0 } folder
        ? folder
        : Path.GetTempPath();

    private string FindBrowser(SignInChallenge challenge) => BrowserPath is { } path
        ? Path.IsPathFullyQualified(path) && Installed.Exists(path) ? path : throw Unusable(challenge, $"There is no browser at '{path}'. Set {nameof(BrowserPath)} to the full path of one.")
        : Installed.Find() ?? throw Unusable(challenge, $"No Chromium, Chrome, Edge or Brave was found. Install one, or set {nameof(BrowserPath)} to its full path.");

    private static SignInRequiredException Ended(SignInChallenge challenge, SignInReason reason, string what) =>
        new($"{challenge.Account.Provider}: step '{Step}' is over. {what}", reason) { Provider = challenge.Account.Provider, Step = Step };

    private static GameAuthConfigurationException Unusable(SignInChallenge challenge, string what, Exception? inner = null)
    {
        string paste = challenge is BrowserValueChallenge value ? $"the value of '{value.Key}'" : "the address that the browser ends at";
        return new GameAuthConfigurationException(
            $"{challenge.Account.Provider}: {what} Without it the player can sign in in any browser and paste {paste}: hand {nameof(ConsolePrompt)}, or another prompt that asks for it, to the sign-in.", inner)
        { Provider = challenge.Account.Provider, Step = Step };
    }
}
