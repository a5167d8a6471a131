using Spectre.Console;

namespace GameAuth;

/// <summary>The prompt for a terminal: a QR code, the code and link in a frame, and a line that counts down and tells how it goes on.</summary>
/// <remarks>
/// Redirects, pastes and values of a browser, and everything where the output is redirected or not interactive, go to a <see cref="ConsolePrompt"/>.
/// Safe for use from any thread; when a second sign-in begins, the first one's line stays as it is and its end is printed below.
/// </remarks>
public sealed class RichConsolePrompt : ISignInPrompt
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly IAnsiConsole _console;
    private StatusLine? _line;
    private AccountId? _renewed;

    /// <summary>A prompt on a console of Spectre's.</summary>
    /// <param name="console">The console; null for <see cref="AnsiConsole.Console"/>.</param>
    public RichConsolePrompt(IAnsiConsole? console = null) => _console = console ?? AnsiConsole.Console;

    /// <summary>Where a pasted answer comes from; see <see cref="ConsolePrompt.Input"/>. Default: null.</summary>
    public TextReader? Input { get; init; }

    /// <summary>Opens the pages, in addition to showing them; null opens none. Default: <see cref="SystemBrowser"/>.</summary>
    public IBrowserLauncher? Browser { get; init; } = new SystemBrowser();

    /// <summary>The clock of the countdown. Default: the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    private ConsolePrompt Plain
    {
        get
        {
            lock (_gate)
            {
                return field ??= new ConsolePrompt { Output = _console.Profile.Out.Writer, Input = Input, Browser = Browser, Clock = Clock };
            }
        }
    }

    private bool IsRich => _console.Profile.Out.IsTerminal && _console.Profile.Capabilities is { Ansi: true, Interactive: true };

    /// <inheritdoc/>
    /// <returns>For a device code null, when its line has ended; else what <see cref="ConsolePrompt.AskAsync"/> returns.</returns>
    /// <exception cref="SignInRequiredException">As of <see cref="ConsolePrompt.AskAsync"/>.</exception>
    /// <exception cref="GameAuthConfigurationException">As of <see cref="ConsolePrompt.AskAsync"/>.</exception>
    /// <exception cref="OperationCanceledException">The challenge was over before an answer came.</exception>
    public async ValueTask<Secret?> AskAsync(SignInChallenge challenge, CancellationToken whileShown)
    {
        ArgumentNullException.ThrowIfNull(challenge);
        whileShown.ThrowIfCancellationRequested();
        if (challenge is not DeviceCodeChallenge code || !IsRich)
        {
            return await Plain.AskAsync(challenge, whileShown).ConfigureAwait(false);
        }

        StatusLine line = Show(code);

        // Synchronous, so that the line has ended when the flow goes on and the application writes.
        using CancellationTokenRegistration over = whileShown.UnsafeRegister(_ => Locked(line.End), null);
        while (!whileShown.IsCancellationRequested && !HasEnded(line))
        {
            await Task.Delay(Tick, Clock, whileShown).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Locked(line.Draw);
        }

        Locked(line.End);
        return null;
    }

    /// <inheritdoc/>
    public void OnProgress(SignInChallenge challenge, SignInProgress progress)
    {
        ArgumentNullException.ThrowIfNull(challenge);
        if (challenge is not DeviceCodeChallenge || !IsRich)
        {
            Plain.OnProgress(challenge, progress);
            return;
        }

        lock (_gate)
        {
            _renewed = progress.Phase == SignInPhase.Renewing ? challenge.Account : _renewed;
            if (_line is { HasEnded: false } line && ReferenceEquals(line.Challenge, challenge))
            {
                line.Show(progress);
            }
            else if (ProgressText.IsLast(progress.Phase))
            {
                _line?.End();
                (string text, Style style) = ProgressText.Of(progress);
                _console.Write(new Text(text + Environment.NewLine, style));
            }
        }
    }

    private StatusLine Show(DeviceCodeChallenge code)
    {
        StatusLine line = new(_console, code, Clock);
        bool isRenewal;
        lock (_gate)
        {
            _line?.End();
            SignInPanel.Write(_console, code);
            (isRenewal, _renewed) = (_renewed == code.Account, null);
            _line = line;
            line.Draw();
        }

        // A player who is away must not come back to a row of windows, one for each code.
        if (!isRenewal)
        {
            Browser?.TryOpen(code.PageToOpen);
        }

        return line;
    }

    private void Locked(Action action)
    {
        lock (_gate)
        {
            action();
        }
    }

    private bool HasEnded(StatusLine line)
    {
        lock (_gate)
        {
            return line.HasEnded;
        }
    }
}
