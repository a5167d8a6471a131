using System.Net;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Login;

public sealed class A_person_decides : EmulatorTest
{
    private const string Page = "/oauth20_remoteconnect.srf";

    protected override void Configure(EmulatorOptions options)
    {
        options.Players.Add(EmulatedPlayer.Default);
        options.Players.Add(new EmulatedPlayer { Gamertag = "Eve <Emu>", Xuid = "2814600000000012" });
        options.SignIns.Add(new SignInScript { Decision = SignInDecision.Manual });
    }

    [Fact]
    public async Task On_a_page_that_shows_code_client_and_players()
    {
        string userCode = (await Client.ConnectAsync("client<1>"))["user_code"];

        WireAnswer page = await GetAsync($"{Page}?otc={userCode.ToLowerInvariant()}");

        Assert.StartsWith("text/html", page.Message.Content.Headers.ContentType!.ToString(), StringComparison.Ordinal);
        Assert.Contains(userCode, page.Text, StringComparison.Ordinal);
        Assert.Contains("client&lt;1&gt;", page.Text, StringComparison.Ordinal);
        Assert.Contains("Eve &lt;Emu&gt;", page.Text, StringComparison.Ordinal);
        Assert.Contains("value=\"approve\"", page.Text, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", page.Header("Content-Security-Policy"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("approve", null)]
    [InlineData("decline", "authorization_declined")]
    public async Task And_the_client_learns_of_it(string decision, string? error)
    {
        WireAnswer connect = await Client.ConnectAsync();
        Assert.Equal("authorization_pending", (await Client.PollAsync(connect["device_code"]))["error"]);

        WireAnswer page = await Client.PostFormAsync(Page, ("otc", connect["user_code"]), ("decision", decision));
        WireAnswer poll = await Client.PollAsync(connect["device_code"]);

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Equal(error, poll.Json["error"]?.GetValue<string>());
    }

    [Fact]
    public async Task Which_player_it_is()
    {
        WireAnswer connect = await Client.ConnectAsync();

        await Client.PostFormAsync(Page, ("otc", connect["user_code"]), ("decision", "approve"), ("player", "Eve <Emu>"));
        string access = (await Client.PollAsync(connect["device_code"]))["access_token"];
        WireAnswer sisu = await Client.SisuAsync(access, (await Client.DeviceAsync())["Token"]);

        Assert.Equal("2814600000000012", sisu.Json["AuthorizationToken"]!["DisplayClaims"]!["xui"]![0]!["xid"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("null")]
    public async Task But_not_from_another_site(string origin)
    {
        WireAnswer connect = await Client.ConnectAsync();
        using HttpRequestMessage request = new(HttpMethod.Post, Client.Address("login.live.com", Page));
        request.Content = new FormUrlEncodedContent([KeyValuePair.Create("otc", connect["user_code"]), KeyValuePair.Create("decision", "approve")]);
        request.Headers.Add("Origin", origin);

        WireAnswer answer = await Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
        Assert.Equal("authorization_pending", (await Client.PollAsync(connect["device_code"]))["error"]);
    }

    [Fact]
    public async Task Or_the_test_does()
    {
        WireAnswer connect = await Client.ConnectAsync();

        Assert.Equal([connect["user_code"]], Emulator.Xbox.PendingUserCodes);
        Emulator.Xbox.Approve(connect["user_code"].ToLowerInvariant(), "Eve <Emu>");

        Assert.Empty(Emulator.Xbox.PendingUserCodes);
        Assert.Equal(HttpStatusCode.OK, (await Client.PollAsync(connect["device_code"])).Status);
    }

    [Fact]
    public async Task Once()
    {
        string userCode = (await Client.ConnectAsync())["user_code"];
        Emulator.Xbox.Decline(userCode);

        Assert.Throws<EmulatorException>(() => Emulator.Xbox.Approve(userCode));
        Assert.Equal(HttpStatusCode.BadRequest, (await Client.PostFormAsync(Page, ("otc", userCode), ("decision", "approve"))).Status);
    }

    [Fact]
    public async Task Only_about_codes_that_exist()
    {
        Assert.Throws<EmulatorException>(() => Emulator.Xbox.Approve("WRONG234"));
        WireAnswer page = await GetAsync(Page + "?otc=%3Cscript%3E");
        Assert.Contains("&lt;script&gt;", page.Text, StringComparison.Ordinal);
        Assert.Contains("name=\"otc\"", (await GetAsync(Page)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unless_a_script_does()
    {
        Emulator.SignIns.Default = new SignInScript();
        string userCode = (await Client.ConnectAsync())["user_code"];

        WireAnswer page = await GetAsync($"{Page}?otc={userCode}");

        Assert.DoesNotContain("value=\"approve\"", page.Text, StringComparison.Ordinal);
    }

    private Task<WireAnswer> GetAsync(string target) =>
        Client.SendAsync(new HttpRequestMessage(HttpMethod.Get, Client.Address("login.live.com", target)));
}
