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
    /// <returns>The answer; null at once for a device code, and outside of a terminal for a redirect that the flow catches itself.</returns>
    /// <exception cref="SignInRequiredException">The player closed the input of the terminal (<see cref="SignInReason.Declined"/>).</exception>
    /// <exception cref="GameAuthConfigurationException">An answer is needed, but the input is not a terminal and has ended.</exception>
    /// <exception cref="OperationCanceledException">The challenge was over before an answer came.</exception>
    public async ValueTask<Secret?> AskAsync(SignInChallenge challenge, CancellationToken whileShown)
    {
        ArgumentNullException.ThrowIfNull(challenge);
        whileShown.ThrowIfCancellationRequested();
        Say([.. PromptText.Of(challenge, challenge.ExpiresAt - Clock.GetUtcNow())]);
        Open(challenge);
        if (PromptText.WhatToPaste(challenge) is not { } what)
        {
            return null;
        }

        // A redirect that the flow catches itself may be pasted too, also when a browser seems to have opened: it may be on another machine, whose loopback address is not this one's,
        // or be refused by the listener. Only in a terminal, since piped lines are the application's own; and where nothing can be read, the listener goes on.
        return challenge is not RedirectChallenge { IsCaught: true } ? await ReadAnswerAsync(challenge, what, whileShown).ConfigureAwait(false)
            : IsTerminal ? await OfferPasteAsync(what, whileShown).ConfigureAwait(false)
            : null;
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

    private void Open(SignInChallenge challenge)
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
        if (page is not null && !isRenewal && Browser?.TryOpen(page) is true)
        {
            Say("  The page has been opened in your browser.");
        }
    }

    /// <summary>Null where the player does not paste.</summary>
    private async Task<Secret?> OfferPasteAsync(string what, CancellationToken whileShown)
    {
        Say($"Or paste {what} and press Enter (it is not shown): ");
        string? line;
        do
        {
            line = await ReadLineAsync(whileShown).ConfigureAwait(false);
        }
        while (line is not null && line.AsSpan().Trim().IsEmpty);

        return line is null ? null : new Secret(line.Trim());
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
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // Closed, broken, or no console that has keys.
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
