using GameAuth.Testing;

namespace GameAuth.Tests.RichPrompt;

/// <summary>A rich prompt on a fake terminal, with a fake clock and a browser that only counts.</summary>
internal sealed class RichPromptFixture : IBrowserLauncher
{
    public RichPromptFixture(int width = 120, Func<FakeTerminal, Spectre.Console.IAnsiConsole>? console = null, TextReader? input = null)
    {
        Terminal = new FakeTerminal(width);
        Prompt = new RichConsolePrompt((console ?? (terminal => terminal.ToConsole()))(Terminal)) { Browser = this, Clock = Clock, Input = input ?? TextReader.Null };
    }

    public static AccountId Account { get; } = new("xbox", "default", "0000000000000000000000madeup");

    public FakeClock Clock { get; } = new();

    public FakeTerminal Terminal { get; }

    public RichConsolePrompt Prompt { get; }

    public List<Uri> Opened { get; } = [];

    public bool TryOpen(Uri page)
    {
        Opened.Add(page);
        return true;
    }

    public DeviceCodeChallenge Code(string code = "ABCD-EFGH", string page = "https://example.test/link") =>
        new(code, new Uri(page), new Uri(page + "?otc=" + Uri.EscapeDataString(code))) { Account = Account, ExpiresAt = Clock.GetUtcNow().AddMinutes(15) };

    /// <summary>Shows a challenge and waits until its countdown runs.</summary>
    public async Task<Task<Secret?>> ShowAsync(DeviceCodeChallenge challenge, CancellationToken whileShown = default)
    {
        Task<Secret?> shown = Prompt.AskAsync(challenge, whileShown).AsTask();
        if (await Task.WhenAny(shown, Clock.WaitForTimersAsync(1, CancellationToken.None)) == shown)
        {
            // It should still be shown: say why it is not, rather than wait for ever.
            await shown;
        }

        return shown;
    }

    public void Report(SignInChallenge challenge, SignInPhase phase, int? nextPoll = null) =>
        Prompt.OnProgress(challenge, new SignInProgress(phase, nextPoll is { } seconds ? TimeSpan.FromSeconds(seconds) : null));

    public string LastLine() => Terminal.Text.TrimEnd('\n', '\r').Split('\n')[^1];
}
