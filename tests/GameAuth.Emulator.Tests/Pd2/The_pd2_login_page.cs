using System.Net;
using System.Text.RegularExpressions;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Pd2;

public sealed partial class The_pd2_login_page : Pd2Test
{
    [Fact]
    public async Task Gives_its_script_one_token_for_one_sign_in()
    {
        WireAnswer page = await SendAsync("GET", "/login", host: Site);
        string cookie = page.Header("Set-Cookie")!.Split(';')[0];

        WireAnswer token = await FormAsync(Site, "/login/token", cookie);
        WireAnswer again = await FormAsync(Site, "/login/token", cookie);

        Assert.Equal(("pd2-token", 3, HttpStatusCode.Unauthorized), (token["key"], token["token"].Split('.').Length, again.Status));
        using Pd2Client client = await ConnectAsync();
        Assert.Null((await SessionAsync(client, token["token"]))[0]);
    }

    [Fact]
    public async Task Runs_no_script_but_its_own_file()
    {
        WireAnswer page = await SendAsync("GET", "/login", host: Site);

        Assert.Equal("default-src 'none'; script-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'", page.Header("Content-Security-Policy"));
        Assert.DoesNotMatch("<script(?! src=\"/login/script.js\" defer></script>)|onclick|javascript:", page.Text);
        WireAnswer script = await SendAsync("GET", "/login/script.js", host: Site);
        Assert.Equal("text/javascript", script.Message.Content.Headers.ContentType!.MediaType);
        Assert.Contains("localStorage.setItem(key, token)", script.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lets_a_person_decide()
    {
        Emulator.SignIns.Default = new SignInScript { Decision = SignInDecision.Manual };
        WireAnswer page = await SendAsync("GET", "/login", host: Site);
        Assert.Null(page.Header("Set-Cookie"));
        Assert.Contains("id=\"open\"", page.Text, StringComparison.Ordinal);
        string request = Request().Match((await SendAsync("GET", "/login/popup", host: Site)).Text).Groups[1].Value;

        WireAnswer approved = await FormAsync(Site, "/login/popup", null, ("request", request), ("player", "EmuBuyer"), ("decision", "approve"));
        WireAnswer declined = await FormAsync(Site, "/login", null, ("request", Request().Match(page.Text).Groups[1].Value), ("decision", "decline"));

        Assert.Contains("Signed in as EmuBuyer", approved.Text, StringComparison.Ordinal);
        Assert.Contains("id=\"signed-in\"", approved.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("signed-in", declined.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SignInDecision.Decline)]
    [InlineData(SignInDecision.Never)]
    public async Task May_leave_nothing(SignInDecision decision)
    {
        Emulator.SignIns.Enqueue(new SignInScript { Decision = decision });

        WireAnswer page = await SendAsync("GET", "/login", host: Site);

        Assert.Null(page.Header("Set-Cookie"));
        Assert.DoesNotContain("<script", page.Text, StringComparison.Ordinal);
    }

    [GeneratedRegex("name=\"request\" value=\"([0-9a-f]+)\"")]
    private static partial Regex Request();
}

public sealed class The_pd2_login_page_with_a_popup : Pd2Test
{
    protected override void Configure(EmulatorOptions options, Pd2EmulatorOptions pd2) => (pd2.LoginStyle, pd2.TokenKey) = (Pd2LoginStyle.Popup, "pd2-other");

    [Fact]
    public async Task Signs_nobody_in_itself()
    {
        WireAnswer page = await SendAsync("GET", "/login", host: Site);
        WireAnswer popup = await SendAsync("GET", "/login/popup", host: Site);

        Assert.Null(page.Header("Set-Cookie"));
        Assert.Contains("id=\"opens\"", page.Text, StringComparison.Ordinal);
        Assert.Equal("pd2-other", (await FormAsync(Site, "/login/token", popup.Header("Set-Cookie")!.Split(';')[0]))["key"]);
    }
}
