using System.Web;
using GameAuth.Core.Tests.Wire;
using GameAuth.Providers;
using GameAuth.Testing;

namespace GameAuth.Core.Tests.OAuth;

/// <summary>A server that hands out the address of its page: a pushed authorization request (RFC 9126).</summary>
public sealed class PushedRequestTests : IDisposable
{
    private static readonly AccountId Account = new("discord", "default", "0000000000000000000000key0");
    private readonly FakeClock _clock = new();
    private readonly HttpClient _browser = new() { Timeout = TimeSpan.FromSeconds(20) };
    private readonly List<AuthorizationRequest> _pushed = [];

    private AuthorizationCodeSettings Settings => new("discord", new Uri("https://login.example/authorize"), "client")
    {
        Scope = "identify",
        More = new OAuthForm().Add("prompt", "login"),
        Begin = (request, _) =>
        {
            _pushed.Add(request);
            return Task.FromResult(new Uri("https://login.example/authorize?client_id=client&request_uri=urn%3Apushed"));
        },
    };

    public void Dispose() => _browser.Dispose();

    [Fact]
    public async Task The_server_is_told_everything_and_the_player_is_sent_where_it_says()
    {
        FakePrompt prompt = new(FakePrompt.StayAsync);
        Task<AuthorizationCode> run = RunAsync(Settings, prompt);
        RedirectChallenge shown = await ShownAsync(prompt);
        AuthorizationRequest pushed = Assert.Single(_pushed);
        (await _browser.GetAsync(new Uri($"{pushed.Redirect}?code=c&state={pushed.State.Reveal()}"))).Dispose();
        AuthorizationCode code = await run;

        Assert.Equal("https://login.example/authorize?client_id=client&request_uri=urn%3Apushed", shown.Authorize.AbsoluteUri);
        Assert.Equal(("c", pushed.Redirect, pushed.CodeChallenge), (code.Code.Reveal(), code.Redirect, new Pkce(code.Verifier!).Challenge));
        System.Collections.Specialized.NameValueCollection form = HttpUtility.ParseQueryString(await pushed.Form.ToContent().ReadAsStringAsync());
        Assert.Equal("client_id,response_type,redirect_uri,scope,state,code_challenge,code_challenge_method,prompt", string.Join(',', form.AllKeys));
        Assert.Equal((pushed.State.Reveal(), pushed.Redirect, pushed.CodeChallenge), (form["state"], form["redirect_uri"], form["code_challenge"]));
        Assert.DoesNotContain(code.Verifier!.Reveal(), form.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(pushed.State.Reveal(), pushed.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_redirect_still_needs_the_state_that_was_pushed()
    {
        FakePrompt prompt = new(FakePrompt.StayAsync);
        Task<AuthorizationCode> run = RunAsync(Settings, prompt);
        await ShownAsync(prompt);
        AuthorizationRequest pushed = _pushed[0];
        (await _browser.GetAsync(new Uri($"{pushed.Redirect}?code=evil&state=guess"))).Dispose();
        Assert.False(run.IsCompleted);
        (await _browser.GetAsync(new Uri($"{pushed.Redirect}?code=c&state={pushed.State.Reveal()}"))).Dispose();
        Assert.Equal("c", (await run).Code.Reveal());
    }

    [Theory]
    [InlineData("http://login.example/authorize")]
    [InlineData("javascript:alert(1)")]
    [InlineData("file:///etc/passwd")]
    [InlineData("https://me@login.example/authorize")]
    [InlineData("/authorize")]
    public async Task A_page_that_is_not_https_is_never_opened(string page)
    {
        FakePrompt prompt = new();
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(
            () => RunAsync(Settings with { Begin = (_, _) => Task.FromResult(new Uri(page, UriKind.RelativeOrAbsolute)) }, prompt));

        Assert.Empty(prompt.Shown);
        Assert.DoesNotContain(page, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_of_an_emulator_on_loopback_is_opened()
    {
        FakePrompt prompt = new((_, _) => throw new InvalidTimeZoneException());
        await Assert.ThrowsAsync<InvalidTimeZoneException>(
            () => RunAsync(Settings with { Begin = (_, _) => Task.FromResult(new Uri("http://127.0.0.1:5000/authorize")) }, prompt));
    }

    [Fact]
    public async Task A_server_that_refuses_ends_the_sign_in_and_asks_nobody()
    {
        FakePrompt prompt = new();
        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => RunAsync(Settings with { Begin = (_, _) => throw new InvalidTimeZoneException() }, prompt));
        Assert.Empty(prompt.Shown);
    }

    [Fact]
    public async Task Localhost_is_named_where_the_settings_say_so_and_caught_on_the_literal_address()
    {
        FakePrompt prompt = new(FakePrompt.StayAsync);
        Task<AuthorizationCode> run = RunAsync(Settings with { UsesLocalhost = true, LoopbackPath = "/" }, prompt);
        RedirectChallenge shown = await ShownAsync(prompt);
        AuthorizationRequest pushed = _pushed[0];
        using HttpRequestMessage answer = new(HttpMethod.Get, $"http://127.0.0.1:{shown.Redirect.Port}/?code=c&state={pushed.State.Reveal()}");
        answer.Headers.Host = $"localhost:{shown.Redirect.Port}";
        (await _browser.SendAsync(answer)).Dispose();

        Assert.Equal($"http://localhost:{shown.Redirect.Port}/", (await run).Redirect);
    }

    [Fact]
    public async Task A_redirect_whose_host_is_stood_in_for_is_pasted_from_there_and_exchanged_as_it_was_sent()
    {
        AuthorizationCodeSettings settings = Settings with
        {
            Redirect = new Uri("https://login.example/desktop"),
            Landing = new Uri("http://127.0.0.1:5000/desktop"),
        };
        FakePrompt prompt = new((shown, _) => new ValueTask<Secret?>(new Secret($"{((RedirectChallenge)shown).Redirect}?code=c&state={_pushed[0].State.Reveal()}")));
        AuthorizationCode code = await RunAsync(settings, prompt);

        Assert.Equal("http://127.0.0.1:5000/desktop", ((RedirectChallenge)prompt.Shown[0]).Redirect.AbsoluteUri);
        Assert.Equal(("https://login.example/desktop", "https://login.example/desktop"), (code.Redirect, _pushed[0].Redirect));
        FakePrompt elsewhere = new((_, _) => new ValueTask<Secret?>(new Secret($"https://login.example/desktop?code=c&state={_pushed[^1].State.Reveal()}")));
        await Assert.ThrowsAsync<ProviderException>(() => RunAsync(settings, elsewhere));
    }

    private static async Task<RedirectChallenge> ShownAsync(FakePrompt prompt)
    {
        for (int i = 0; i < 2000 && prompt.Phases.Count == 0; i++)
        {
            await Task.Delay(1);
        }

        return (RedirectChallenge)prompt.Shown[0];
    }

    private Task<AuthorizationCode> RunAsync(AuthorizationCodeSettings settings, ISignInPrompt prompt) =>
        new AuthorizationCodeFlow(_clock, new RecordingLogger<AuthorizationCodeFlow>())
            .RunAsync(Account, settings, prompt, (code, _) => Task.FromResult(code), CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(20));
}
