using System.Net;
using System.Text.RegularExpressions;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Login;

public sealed partial class A_sign_in_in_a_browser : EmulatorTest
{
    private const string Page = "/oauth20_authorize.srf";

    protected override void Configure(EmulatorOptions options)
    {
        options.Players.Add(EmulatedPlayer.Default);
        options.Players.Add(new EmulatedPlayer { Gamertag = "Eve <Emu>", Xuid = "2814600000000012" });
    }

    [Theory]
    [InlineData("http://127.0.0.1:54321/signed-in")]
    [InlineData("http://localhost:54321/")]
    [InlineData("http://[::1]:54321/a?b=c")]
    [InlineData("ms-xal-emulatorclient0001://auth")]
    public async Task Ends_at_the_applications_address_with_code_and_state(string redirect)
    {
        WireAnswer answer = await Client.AuthorizeAsync(redirect, ("client_id", "emulatorclient0001"));

        Assert.Equal(HttpStatusCode.Found, answer.Status);
        Assert.StartsWith(redirect, answer.Header("Location"), StringComparison.Ordinal);
        Assert.Equal(BrowserFlow.State, answer.Carried("state"));
        EmulatorEvent logged = Emulator.Log.Of("login.authorize").Single();
        Assert.Equal([TokenMention.Of("msa_code", answer.Carried("code")!)], logged.Issued);
    }

    [Fact]
    public async Task Ends_at_the_address_of_the_client_id_that_the_configuration_hands_out()
    {
        string redirect = $"ms-xal-{Emulator.Configuration["GameAuth:Xbox:ClientId"]}://auth";

        WireAnswer answer = await Client.AuthorizeAsync(redirect);

        Assert.Equal(HttpStatusCode.Found, answer.Status);
        Assert.StartsWith(redirect, answer.Header("Location"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ends_for_the_desktop_address_on_the_emulators_own_page()
    {
        WireAnswer answer = await Client.AuthorizeAsync(BrowserFlow.Desktop);

        Assert.Equal(Client.Address("login.live.com", "/oauth20_desktop.srf"), new Uri(answer.Location().GetLeftPart(UriPartial.Path)));
        Assert.Contains("Approved", (await Client.VisitAsync(answer.Location())).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await Client.RedeemAsync(answer.Carried("code")!, ("redirect_uri", BrowserFlow.Desktop))).Status);
    }

    [Fact]
    public async Task Ends_with_an_error_when_the_player_declines()
    {
        Emulator.SignIns.Enqueue(new SignInScript { Decision = SignInDecision.Decline });

        WireAnswer answer = await Client.AuthorizeAsync();

        Assert.Equal(("access_denied", BrowserFlow.State, null), (answer.Carried("error"), answer.Carried("state"), answer.Carried("code")));
    }

    [Fact]
    public async Task Does_not_end_when_nobody_comes()
    {
        Emulator.SignIns.Enqueue(new SignInScript { Decision = SignInDecision.Never });

        WireAnswer answer = await Client.AuthorizeAsync();

        Assert.Equal((HttpStatusCode.OK, null), (answer.Status, answer.Header("Location")));
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("http://127.0.0.1.evil.example/")]
    [InlineData("https://127.0.0.1/")]
    [InlineData("http://user@127.0.0.1/")]
    [InlineData("http://127.0.0.1/#part")]
    [InlineData("http://127.0.0.1/\r\nSet-Cookie:a=b")]
    [InlineData("ms-xal-another://auth")]
    [InlineData("")]
    public async Task Leads_nowhere_else(string redirect)
    {
        WireAnswer answer = await Client.AuthorizeAsync(redirect);

        Assert.Equal((HttpStatusCode.BadRequest, null), (answer.Status, answer.Header("Location")));
        Assert.Empty(Emulator.Log.Of("login.authorize").Single().Issued);
    }

    [Theory]
    [InlineData("response_type", "token", "unsupported_response_type")]
    [InlineData("scope", null, "invalid_scope")]
    [InlineData("code_challenge_method", "plain", "invalid_request")]
    [InlineData("code_challenge_method", null, "invalid_request")]
    [InlineData("code_challenge", "short", "invalid_request")]
    public async Task Is_refused_at_the_applications_address_when_the_request_is_wrong(string name, string? value, string error)
    {
        WireAnswer answer = await Client.AuthorizeAsync(others: (name, value));

        Assert.Equal((HttpStatusCode.Found, error, BrowserFlow.State), (answer.Status, answer.Carried("error"), answer.Carried("state")));
    }

    [Theory]
    [InlineData("approve", null, "2814600000000012")]
    [InlineData("decline", "access_denied", null)]
    public async Task Is_decided_by_a_person_on_the_page(string decision, string? error, string? xuid)
    {
        WireAnswer page = await ManualPageAsync();

        WireAnswer answer = await Client.PostFormAsync(Page, ("request", IdOn(page)), ("decision", decision), ("player", "Eve <Emu>"));

        Assert.Equal((HttpStatusCode.SeeOther, error), (answer.Status, answer.Carried("error")));
        Assert.Contains("form-action 'self' http://127.0.0.1:54321;", page.Header("Content-Security-Policy"), StringComparison.Ordinal);
        string? user = answer.Carried("code") is { } code ? (await Client.RedeemAsync(code))["user_id"] : null;
        Assert.Equal(xuid, user?["EMULATOR-".Length..]);
    }

    [Fact]
    public async Task Is_decided_once_and_on_its_own_page_only()
    {
        string id = IdOn(await ManualPageAsync());
        using HttpRequestMessage foreign = new(HttpMethod.Post, Client.Address("login.live.com", Page));
        foreign.Content = new FormUrlEncodedContent([KeyValuePair.Create("request", id), KeyValuePair.Create("decision", "approve")]);
        foreign.Headers.Add("Origin", "https://evil.example");

        Assert.Equal(HttpStatusCode.Forbidden, (await Client.SendAsync(foreign)).Status);
        Assert.Equal(HttpStatusCode.SeeOther, (await Client.PostFormAsync(Page, ("request", id), ("decision", "approve"))).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await Client.PostFormAsync(Page, ("request", id), ("decision", "approve"))).Status);
    }

    private Task<WireAnswer> ManualPageAsync()
    {
        Emulator.SignIns.Enqueue(new SignInScript { Decision = SignInDecision.Manual });
        return Client.AuthorizeAsync();
    }

    private static string IdOn(WireAnswer page) => RequestId().Match(page.Text).Groups[1].Value;

    [GeneratedRegex("name=\"request\" value=\"([0-9a-f]+)\"")]
    private static partial Regex RequestId();
}
