using System.Text.RegularExpressions;
using GameAuth.Providers;
using GameAuth.Testing;

namespace GameAuth.Tests.RichPrompt;

/// <summary>A package that controls a browser answers Core's challenges with public members only: this project sees no internals of Core.</summary>
public sealed partial class PackagePromptTests
{
    private static readonly AccountId Account = RichPromptFixture.Account;

    [Theory]
    [InlineData("com.example.app://redirect")]
    [InlineData(null)]
    public async Task A_redirect_is_answered_with_the_address_that_the_browser_ended_at(string? registered)
    {
        AuthorizationCodeSettings settings = new("made-up", new Uri("https://login.example/authorize"), "client") { Redirect = registered is null ? null : new Uri(registered) };
        BrowserPrompt prompt = new(new ConsolePrompt { Output = TextWriter.Null, Input = TextReader.Null, Browser = null });

        AuthorizationCode code = await new AuthorizationCodeFlow(new FakeClock()).RunAsync(
            Account, settings, prompt, (found, _) => Task.FromResult(found), CancellationToken.None);

        Assert.Equal("made-up-code", code.Code.Reveal());
        Assert.Equal([SignInPhase.Waiting, SignInPhase.Approved], prompt.Phases);
    }

    [Fact]
    public async Task A_value_is_answered_from_the_storage_of_its_exact_origin_and_key()
    {
        ISignInPrompt prompt = new BrowserPrompt(new ConsolePrompt { Output = TextWriter.Null, Input = TextReader.Null, Browser = null });
        BrowserValueChallenge challenge = new(new Uri("https://example.test/login"), new Uri("https://example.test"), "game-token") { Account = Account };

        Secret? answer = await prompt.AskAsync(challenge, CancellationToken.None);

        Assert.Equal("made-up-token", answer?.Reveal());
    }

    [Fact]
    public async Task Another_challenge_goes_to_the_prompt_behind_it()
    {
        ISignInPrompt prompt = new BrowserPrompt(new ConsolePrompt { Output = TextWriter.Null, Input = new StringReader("made-up-paste\n"), Browser = null });

        Secret? answer = await prompt.AskAsync(new PasteChallenge("npsso", new Uri("https://example.test/ssocookie")) { Account = Account }, CancellationToken.None);

        Assert.Equal("made-up-paste", answer?.Reveal());
    }

    /// <summary>What such a package does, with a browser that is a dictionary.</summary>
    private sealed class BrowserPrompt(ISignInPrompt other) : ISignInPrompt
    {
        private readonly Dictionary<(string Origin, string Key), string> _storage = new()
        {
            [("https://example.test", "game-token")] = "made-up-token",
            [("https://example.test.evil.example", "game-token")] = "another's",
            [("https://example.test", "other")] = "none of ours",
        };

        public List<SignInPhase> Phases { get; } = [];

        public async ValueTask<Secret?> AskAsync(SignInChallenge challenge, CancellationToken whileShown) => challenge switch
        {
            RedirectChallenge redirect => new Secret($"{redirect.Redirect.OriginalString}?code=made-up-code&state={State().Match(redirect.Authorize.Query).Groups[1].Value}"),
            BrowserValueChallenge value => new Secret(_storage[(value.Origin.GetLeftPart(UriPartial.Authority), value.Key)]),
            _ => await other.AskAsync(challenge, whileShown),
        };

        public void OnProgress(SignInChallenge challenge, SignInProgress progress)
        {
            Phases.Add(progress.Phase);
            other.OnProgress(challenge, progress);
        }
    }

    [GeneratedRegex("[?&]state=([^&]+)")]
    private static partial Regex State();
}
