namespace GameAuth;

/// <summary>Reads what the player pastes.</summary>
internal sealed class PromptReplies(Action<string> say, Func<bool> isTerminal, Func<CancellationToken, Task<string?>> readLine)
{
    /// <summary>Whether a player can be asked even where no answer is needed.</summary>
    public bool IsTerminal => isTerminal();

    /// <summary>Asks until something is pasted.</summary>
    public async Task<Secret> ReadAsync(SignInChallenge challenge, string what, CancellationToken whileShown)
    {
        say(IsTerminal ? $"Paste {what} and press Enter (it is not shown): " : $"Reading {what} from standard input.");
        while (true)
        {
            string? line = await readLine(whileShown).ConfigureAwait(false);
            if (line is null)
            {
                throw NoAnswer(challenge);
            }

            if (line.Trim() is { Length: > 0 } answer)
            {
                return new Secret(answer);
            }

            say("That was empty. Once more: ");
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
}
