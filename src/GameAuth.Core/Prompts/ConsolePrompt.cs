namespace GameAuth;

/// <summary>The plain prompt: prints code and address line by line, opens the system browser, and reads what is to be pasted.</summary>
/// <remarks>
/// It needs no terminal: with its output in a file or a pipe it prints the same lines, and with its input in a pipe it reads the answer
/// from there. In a terminal a paste is not echoed. Safe for use from any thread, for several sign-ins one after the other.
/// </remarks>
public sealed class ConsolePrompt : ISignInPrompt
{
    private readonly Lock _gate = new();
    private SignInChallenge? _spokenOf;
    private SignInProgress _spoken;
    private AccountId? _renewed;

    /// <summary>Where the lines go. Default: <see cref="Console.Out"/>.</summary>
    public TextWriter Output { get; init; } = Console.Out;

    /// <summary>Where an answer comes from, one line each. Default null: the terminal without echo, or standard input where that is redirected.</summary>
    public TextReader? Input { get; init; }

    /// <summary>Opens the pages, in addition to printing them; null opens none. Default: <see cref="SystemBrowser"/>.</summary>
    public IBrowserLauncher? Browser { get; init; } = new SystemBrowser();

    /// <summary>The clock for the time that is left. Default: the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    internal TerminalKeys? Keys { get; init; }

    private bool IsTerminal => Input is null && (Keys is not null || !Console.IsInputRedirected);

    /// <inheritdoc/>
    /// <returns>The answer; null at once for a device code, and for a redirect that the flow catches itself in a browser opened here.</returns>
    /// <exception cref="SignInRequiredException">The player closed the input of the terminal (<see cref="SignInReason.Declined"/>).</exception>
    /// <exception cref="GameAuthConfigurationException">An answer is needed, but the input is not a terminal and has ended.</exception>
    /// <exception cref="OperationCanceledException">The challenge was over before an answer came.</exception>
    public async ValueTask<Secret?> AskAsync(SignInChallenge challenge, CancellationToken whileShown)
    {
        ArgumentNullException.ThrowIfNull(challenge);
        whileShown.ThrowIfCancellationRequested();
        Say([.. PromptText.Of(challenge, challenge.ExpiresAt - Clock.GetUtcNow())]);
        bool opened = Open(challenge);

        // Of a redirect that the flow catches itself, only a player in a terminal is asked, and only when no browser was opened here: the
        // browser may then be on another machine, whose loopback address is not this one's.
        bool isAnswered = challenge is RedirectChallenge { IsCaught: true } && (opened || !IsTerminal);
        return isAnswered || PromptText.WhatToPaste(challenge) is not { } what
            ? null
            : await ReadAnswerAsync(challenge, what, whileShown).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void OnProgress(SignInChallenge challenge, SignInProgress progress)
    {
        ArgumentNullException.ThrowIfNull(challenge);
        lock (_gate)
        {
            _renewed = progress.Phase == SignInPhase.Renewing ? challenge.Account : _renewed;
            bool isNews = progress != _spoken || !ReferenceEquals(_spokenOf, challenge);
            if (isNews && PromptText.Of(progress) is { } line)
            {
                (_spokenOf, _spoken) = (challenge, progress);
                Say(line);
            }
        }
    }

    private bool Open(SignInChallenge challenge)
    {
        Uri? page = challenge switch
        {
            DeviceCodeChallenge code => code.PageToOpen,
            RedirectChallenge redirect => redirect.Authorize,
            PasteChallenge paste => paste.Help,
            BrowserValueChallenge value => value.Page,
            _ => null,
        };
        bool isRenewal;
        lock (_gate)
        {
            isRenewal = _renewed == challenge.Account;
            _renewed = null;
        }

        // A player who is away must not come back to a row of windows, one for each code.
        if (page is null || isRenewal || Browser?.TryOpen(page) is not true)
        {
            return false;
        }

        Say("  The page has been opened in your browser.");
        return true;
    }

    private async Task<Secret> ReadAnswerAsync(SignInChallenge challenge, string what, CancellationToken whileShown)
    {
        Say(IsTerminal ? $"Paste {what} and press Enter (it is not shown): " : $"Reading {what} from standard input.");
        while (true)
        {
            string? line = await ReadLineAsync(whileShown).ConfigureAwait(false);
            if (line is null)
            {
                throw NoAnswer(challenge);
            }

            if (line.Trim() is { Length: > 0 } answer)
            {
                return new Secret(answer);
            }

            Say("That was empty. Once more: ");
        }
    }

    private GameAuthException NoAnswer(SignInChallenge challenge) => IsTerminal
        ? new SignInRequiredException("The player closed the prompt without an answer.", SignInReason.Declined)
        {
            Provider = challenge.Account.Provider,
            Step = "prompt",
        }
        : new GameAuthConfigurationException(
            "This sign-in needs an answer, and standard input has none. Run it in a terminal, pipe the answer in, or hand another ISignInPrompt to SignInAsync.")
        {
            Provider = challenge.Account.Provider,
            Step = "prompt",
        };

    private async Task<string?> ReadLineAsync(CancellationToken whileShown)
    {
        try
        {
            return IsTerminal
                ? await new TerminalLineReader(Keys ?? new TerminalKeys(), Clock).ReadAsync(whileShown).ConfigureAwait(false)
                : await SharedLineReader.Of(Input ?? Console.In).ReadAsync(whileShown).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            return null;
        }
    }

    private void Say(params string[] lines)
    {
        string text = string.Join(Output.NewLine, lines);
        lock (_gate)
        {
            Output.WriteLine(text);
            Output.Flush();
        }
    }
}
