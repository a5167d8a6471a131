using System.Net;
using GameAuth.Emulator.Tests.Wire;
using Microsoft.AspNetCore.WebUtilities;

namespace GameAuth.Emulator.Tests.Psn;

public sealed class An_authorization_at_psn : PsnTest
{
    [Fact]
    public async Task With_a_browser_session_leads_back_with_a_code_and_the_cid()
    {
        WireAnswer answer = await Client.PsnAuthorizeAsync(Npsso, ("cid", "c-1"), ("state", "s"));

        Assert.Equal((HttpStatusCode.Found, 0), (answer.Status, answer.Bytes.Length));
        Assert.Matches("^com\\.example\\.psn-app://redirect/\\?code=v3\\.[A-Za-z0-9]{6}&cid=c-1$", answer.Header("Location"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    public async Task Without_one_leads_to_the_sign_in_page_with_all_that_was_asked(string? npsso)
    {
        WireAnswer answer = await Client.PsnAuthorizeAsync(npsso, ("cid", "c-1"));

        string location = answer.Header("Location")!;
        Assert.Equal(HttpStatusCode.Found, answer.Status);
        Assert.StartsWith(Emulator.Hosts[PsnFlow.SignIn].AbsoluteUri + "sonyacct/signin/?client_id=", location, StringComparison.Ordinal);
        Assert.Contains("&auth_ver=v3&error=login_required&error_code=4165&error_description=User+is+not+authenticated", location, StringComparison.Ordinal);
        Assert.Equal((2, 2), (Times(location, "&cid=c-1"), Times(location, "&no_captcha=true")));
    }

    [Fact]
    public async Task Names_a_cid_of_its_own_where_none_was_sent() =>
        Assert.True(Guid.TryParse((await Client.PsnAuthorizeAsync(Npsso, ("cid", null))).Carried("cid"), out _));

    [Theory]
    [InlineData("redirect_uri", "com.example.other://redirect")]
    [InlineData("redirect_uri", null)]
    [InlineData("client_id", "e3000000-0000-4000-8000-000000000002")]
    public async Task Of_somebody_unknown_leads_nowhere(string name, string? value)
    {
        WireAnswer answer = await Client.PsnAuthorizeAsync(Npsso, (name, value));

        Assert.Equal((HttpStatusCode.BadRequest, null), (answer.Status, answer.Header("Location")));
    }

    [Fact]
    public async Task Takes_a_new_npsso_and_no_longer_the_one_before()
    {
        string old = Npsso;

        string renewed = Emulator.Psn.RenewNpsso("EmuTrophies");

        Assert.Equal(64, renewed.Length);
        Assert.Null((await Client.PsnAuthorizeAsync(old)).Carried("code"));
        Assert.NotNull((await Client.PsnAuthorizeAsync(renewed)).Carried("code"));
        Emulator.Psn.EndBrowserSession("EmuTrophies");
        Assert.Null((await Client.PsnAuthorizeAsync(renewed)).Carried("code"));
    }

    [Fact]
    public async Task Ends_with_the_life_of_the_browser_session()
    {
        Time.Advance(TimeSpan.FromDays(61));

        Assert.Equal("login_required", QueryHelpers.ParseQuery((await Client.PsnAuthorizeAsync(Npsso)).Location().Query)["error"]);
    }

    [Fact]
    public async Task Goes_by_the_page_for_who_has_a_browser()
    {
        Uri page = (await Client.PsnAuthorizeAsync(null, ("cid", "c-2"))).Location();

        WireAnswer signedIn = await Client.VisitAsync(page);
        string cookie = signedIn.Header("Set-Cookie")!.Split(';')[0];
        HttpRequestMessage again = new(HttpMethod.Get, signedIn.Location());
        again.Headers.TryAddWithoutValidation("Cookie", cookie);
        WireAnswer back = await Client.SendAsync(again);

        Assert.Equal("npsso=" + Npsso, cookie);
        Assert.Equal("c-2", back.Carried("cid"));
        Assert.Equal(HttpStatusCode.OK, (await Client.PsnCodeAsync(back.Carried("code")!)).Status);
    }

    [Fact]
    public async Task May_be_declined_or_decided_by_a_person()
    {
        Emulator.SignIns.Enqueue(new SignInScript { Decision = SignInDecision.Decline });
        Emulator.SignIns.Enqueue(new SignInScript { Decision = SignInDecision.Manual });
        Uri page = (await Client.PsnAuthorizeAsync(null)).Location();

        WireAnswer declined = await Client.VisitAsync(page);
        string form = (await Client.VisitAsync(page)).Text;
        string id = form.Split("name=\"request\" value=\"")[1].Split('"')[0];
        WireAnswer decided = await Client.SendAsync(new HttpRequestMessage(HttpMethod.Post, new Uri(page, "/sonyacct/signin/"))
        {
            Content = new FormUrlEncodedContent([KeyValuePair.Create("request", id), KeyValuePair.Create("decision", "approve"), KeyValuePair.Create("player", "EmuSilver")]),
        });

        Assert.Equal("access_denied", declined.Carried("error"));
        Assert.StartsWith("npsso=" + Emulator.Psn.NpssoOf("EmuSilver"), decided.Header("Set-Cookie"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, decided.Status);
    }

    [Fact]
    public async Task Is_told_its_npsso_by_the_service()
    {
        HttpRequestMessage request = new(HttpMethod.Get, Client.Address(PsnFlow.Account, "/api/v1/ssocookie"));
        request.Headers.TryAddWithoutValidation("Cookie", "other=1; npsso=" + Npsso);

        WireAnswer known = await Client.SendAsync(request);
        WireAnswer unknown = await Client.VisitAsync(Client.Address(PsnFlow.Account, "/api/v1/ssocookie"));

        Assert.Equal((Npsso, 5_184_000), (known["npsso"], known.Json["expires_in"]!.GetValue<int>()));
        Assert.Equal((400, "invalid_grant", 20), unknown.AccountError());
        Assert.Equal("Invalid login", unknown["error_description"]);
    }

    private static int Times(string text, string part) => text.Split(part).Length - 1;
}
