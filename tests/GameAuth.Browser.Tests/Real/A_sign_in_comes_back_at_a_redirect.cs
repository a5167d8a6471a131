namespace GameAuth.Browser.Tests.Real;

public sealed class A_sign_in_comes_back_at_a_redirect : IAsyncDisposable
{
    private const string Scheme = "com.example.app://redirect";

    private readonly Chromium _chromium = new();
    private readonly PageServer _site = new();

    public async ValueTask DisposeAsync()
    {
        await _site.DisposeAsync();
        _chromium.Dispose();
    }

    [ChromiumFact]
    public async Task Of_an_application_s_own_scheme_by_the_server()
    {
        _site.With("/authorize", Page.Script("document.forms[0].submit()", "<form method=\"post\" action=\"/session\"><input name=\"password\" value=\"made-up-password\"></form>"))
            .With("/session", Page.Script("location = '/first'"))
            .With("/first", Page.Redirect("/second"))
            .With("/second", Page.Redirect(Scheme + "/?code=v3.made-up&cid=a%20b&state=s"));
        Assert.Equal(Scheme + "/?code=v3.made-up&cid=a%20b&state=s", await AskAsync(Scheme));
    }

    [ChromiumFact]
    public async Task Of_an_application_s_own_scheme_by_the_page()
    {
        _site.With("/authorize", Page.Script($"location = '{Scheme}?code=made-up'"));
        Assert.Equal(Scheme + "?code=made-up", await AskAsync(Scheme));
    }

    [ChromiumFact]
    public async Task Of_a_site_that_is_not_there()
    {
        string redirect = "http://app.example:1/back";
        _site.With("/authorize", Page.Redirect(redirect + "?code=made-up"));
        Assert.Equal(redirect + "?code=made-up", await AskAsync(redirect));
    }

    [ChromiumFact]
    public async Task In_a_popup()
    {
        _site.With("/authorize", Page.Script("open('/popup')")).With("/popup", Page.Redirect(Scheme + "?code=made-up"));
        Assert.Equal(Scheme + "?code=made-up", await AskAsync(Scheme));
    }

    private async Task<string> AskAsync(string redirect)
    {
        RedirectChallenge challenge = new(new Uri(_site.Home + "/authorize?state=s"), new Uri(redirect)) { Account = Challenges.Account };
        Secret? answer = await _chromium.Prompt().AskAsync(challenge, CancellationToken.None);
        await _chromium.NothingIsLeftAsync();
        return answer!.Reveal();
    }
}
