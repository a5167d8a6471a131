using GameAuth.Testing;
using static GameAuth.Browser.Tests.Challenges;

namespace GameAuth.Browser.Tests.Watching;

public sealed class RedirectTests
{
    private readonly FakeBrowser _browser = new();
    private readonly FakeClock _clock = new();

    [Theory]
    [InlineData("com.example.app://redirect", "com.example.app://redirect?code=made-up&state=s")]
    [InlineData("com.example.app://redirect", "com.example.app://redirect/?code=made-up")]
    [InlineData("com.example.app:/oauth", "com.example.app:/oauth?error=access_denied")]
    [InlineData("https://app.example/back", "https://app.example/back?code=made-up")]
    [InlineData("https://app.example", "https://app.example/?code=made-up")]
    [InlineData("https://app.example/back", "https://app.example/back#code=made-up")]
    public async Task The_whole_address_is_the_answer(string redirect, string address)
    {
        Task<Secret?> asked = AskAsync(redirect);
        await _browser.OpenAsync();
        await _browser.RequestAsync("https://login.example/authorize?state=made-up-state");
        await _browser.RequestAsync(address);
        Assert.Equal(address, (await asked)!.Reveal());
    }

    [Theory]
    [InlineData("com.example.app://redirect", "com.example.app://redirected?code=x")]
    [InlineData("com.example.app://redirect", "com.example.app2://redirect?code=x")]
    [InlineData("com.example.app://redirect", "com.example.app://redirect/deeper?code=x")]
    [InlineData("https://app.example/back", "https://app.example.attacker.example/back?code=x")]
    [InlineData("https://app.example/back", "http://app.example/back?code=x")]
    [InlineData("https://app.example/back", "https://app.example:8443/back?code=x")]
    [InlineData("https://app.example/back", "https://user@app.example/back?code=x")]
    [InlineData("https://app.example/back", "https://app.example/BACK?code=x")]
    [InlineData("https://app.example/back", "https://login.example/?next=https://app.example/back?code=x")]
    public async Task An_address_that_is_not_the_redirect_is_passed_over(string redirect, string address) => await NothingIsReadAsync(redirect, address, "Document");

    [Fact]
    public async Task A_picture_at_the_redirect_is_no_answer() => await NothingIsReadAsync("https://app.example/back", "https://app.example/back?code=x", "Image");

    [Fact]
    public async Task A_redirect_that_a_listener_catches_goes_to_the_other_prompt()
    {
        RedirectChallenge caught = Redirect("http://127.0.0.1:5000/back") with { IsCaught = true };
        RecordingPrompt others = new();
        DevToolsPrompt prompt = new() { Others = others, BrowserPath = "/nowhere" };
        Assert.Equal("from the other", (await prompt.AskAsync(caught, CancellationToken.None))!.Reveal());
        prompt.OnProgress(caught, new SignInProgress(SignInPhase.Approved));
        prompt.OnProgress(Value(), new SignInProgress(SignInPhase.Approved));
        Assert.Equal([caught, caught], others.Heard);
    }

    private Task<Secret?> AskAsync(string redirect) => _browser.Prompt(_clock).AskAsync(Redirect(redirect), CancellationToken.None).AsTask();

    private async Task NothingIsReadAsync(string redirect, string address, string type)
    {
        Task<Secret?> asked = AskAsync(redirect);
        await _browser.OpenAsync();
        await _browser.UntilAsync("Page.navigate");
        await _browser.RequestAsync(address, type);
        await _browser.OpenAsync("two");
        await _browser.UntilAsync("Network.enable");
        Assert.False(asked.IsCompleted);
        _clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(SignInReason.TimedOut, (await Assert.ThrowsAsync<SignInRequiredException>(() => asked)).Reason);
    }

    private sealed class RecordingPrompt : ISignInPrompt
    {
        public List<SignInChallenge> Heard { get; } = [];

        public ValueTask<Secret?> AskAsync(SignInChallenge challenge, CancellationToken whileShown)
        {
            Heard.Add(challenge);
            return new(new Secret("from the other"));
        }

        public void OnProgress(SignInChallenge challenge, SignInProgress progress) => Heard.Add(challenge);
    }
}
