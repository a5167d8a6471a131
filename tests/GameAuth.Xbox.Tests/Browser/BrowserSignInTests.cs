using System.Text.Json;
using GameAuth.Emulator;

namespace GameAuth.Xbox.Tests.Browser;

public class BrowserSignInTests
{
    [Fact]
    public async Task A_title_signs_in_by_SISU_with_one_call_of_each()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        IXboxAuth xbox = await world.OpenBrowserAsync();
        VisitingPrompt prompt = new();
        XboxAccount me = null!;
        Assert.Equal(BrowserWorld.SisuSteps, await world.CallsAsync(async () => me = await xbox.SignInByBrowserAsync(prompt)));
        EmulatedPlayer player = world.Emulator.Players[0];
        Assert.Equal((player.Gamertag, player.Xuid), (me.Gamertag, me.Xuid));
        Assert.Equal(player.Gamerscore, (await me.GetProfileAsync()).Gamerscore);
        Assert.True(prompt.Last.IsCaught);
        Assert.All(world.Emulator.Log.Events.Where(static one => one.Step.StartsWith("sisu", StringComparison.Ordinal)), static one => Assert.Equal(SignatureVerdict.Verified, one.Signature));
    }

    [Fact]
    public async Task SISU_is_told_what_it_wants_and_its_session_is_named_once()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        SentRequests sent = [];
        IXboxAuth xbox = await world.OpenBrowserAsync(sent);
        VisitingPrompt prompt = new();
        XboxAccount me = await xbox.SignInByBrowserAsync(prompt);

        JsonElement begun = sent.Json("/authenticate");
        Assert.Equal(
            ["AppId", "TitleId", "RedirectUri", "DeviceToken", "Sandbox", "TokenType", "Offers", "Query"],
            begun.EnumerateObject().Select(static one => one.Name).Order(StringComparer.Ordinal).OrderBy(static name => Array.IndexOf(
                (string[])["AppId", "TitleId", "RedirectUri", "DeviceToken", "Sandbox", "TokenType", "Offers", "Query"], name)));
        Assert.Equal((BrowserWorld.TitleId, "RETAIL", "code"), (begun.GetProperty("TitleId").GetString(), begun.GetProperty("Sandbox").GetString(), begun.GetProperty("TokenType").GetString()));
        Assert.Equal("[\"service::user.auth.xboxlive.com::MBI_SSL\"]", begun.GetProperty("Offers").GetRawText());
        Assert.Equal(prompt.Last.Redirect.OriginalString, begun.GetProperty("RedirectUri").GetString());
        JsonElement query = begun.GetProperty("Query");
        Assert.Equal(["code_challenge", "code_challenge_method", "display", "prompt", "state"], query.EnumerateObject().Select(static one => one.Name).Order(StringComparer.Ordinal));
        Assert.Equal((prompt.Asked("state"), prompt.Asked("code_challenge")), (query.GetProperty("state").GetString(), query.GetProperty("code_challenge").GetString()));
        Assert.Equal("1", world.Emulator.Log.Of("sisu.authenticate").Single().ContractVersion);
        Assert.Contains($"redirect_uri={prompt.Last.Redirect.OriginalString}", sent.Form("/oauth20_token.srf", 0));
        Assert.Contains($"scope={XboxDefaults.Scope}", sent.Form("/oauth20_token.srf", 0));
        Assert.False(string.IsNullOrEmpty(sent.Json("/authorize").GetProperty("SessionId").GetString()));

        // The next authorize call belongs to no sign-in.
        sent.Clear();
        world.Clock.Advance(TimeSpan.FromDays(15));
        await me.GetXstsTokenAsync(XboxDefaults.RelyingParty);
        Assert.False(sent.Json("/authorize").TryGetProperty("SessionId", out _));
    }

    [Fact]
    public async Task An_Azure_client_and_a_title_without_SISU_go_to_the_authorize_page_themselves()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        VisitingPrompt azure = new();
        string steps = await world.CallsAsync(async () => await (await world.OpenBrowserAsync(options: BrowserWorld.Azure)).SignInByBrowserAsync(azure));
        Assert.Equal("login.authorize:302 login.code:200 user.authenticate:200 device.authenticate:200 xsts.authorize:200", string.Join(' ', steps.Split(' ').OrderBy(static one => one switch
        {
            "login.authorize:302" => 0,
            "login.code:200" => 1,
            "user.authenticate:200" => 2,
            "device.authenticate:200" => 3,
            _ => 4,
        })));
        Assert.Equal((XboxDefaults.AzureScope, "S256", "code", BrowserWorld.AzureClientId), (azure.Asked("scope"), azure.Asked("code_challenge_method"), azure.Asked("response_type"), azure.Asked("client_id")));

        await using XboxWorld other = await XboxWorld.StartAsync();
        VisitingPrompt title = new();
        await (await other.OpenBrowserAsync(options: BrowserWorld.WithoutSisu)).SignInByBrowserAsync(title);
        Assert.Equal((XboxDefaults.Scope, 0), (title.Asked("scope"), other.Count("sisu.authenticate") + other.Count("sisu.authorize")));
        Assert.Equal((1, 1), (other.Count("login.code"), other.Count("title.authenticate")));
    }

    [Theory]
    [InlineData("http://localhost", "^http://localhost:[0-9]{4,5}/$", true)]
    [InlineData("http://127.0.0.1/back", "^http://127\\.0\\.0\\.1:[0-9]{4,5}/back$", true)]
    [InlineData("https://login.live.com/oauth20_desktop.srf", "^http://127\\.0\\.0\\.1:[0-9]+/oauth20_desktop\\.srf$", false)]
    [InlineData("ms-xal-00000000deadbeef://auth", "^ms-xal-00000000deadbeef://auth", false)]
    public async Task The_browser_comes_back_to_where_the_option_says(string redirect, string shown, bool isCaught)
    {
        foreach (Action<XboxOptions> kind in (Action<XboxOptions>[])[static _ => { }, BrowserWorld.WithoutSisu])
        {
            await using XboxWorld world = await XboxWorld.StartAsync();
            SentRequests sent = [];
            IXboxAuth xbox = await world.OpenBrowserAsync(sent, options =>
            {
                kind(options);
                options.ClientId = "00000000deadbeef";
                options.RedirectUri = new Uri(redirect);
            });
            VisitingPrompt prompt = new();
            Assert.NotNull((await xbox.SignInByBrowserAsync(prompt)).Gamertag);
            Assert.Equal(isCaught, prompt.Last.IsCaught);
            Assert.Matches(shown, prompt.Last.Redirect.AbsoluteUri);

            // What is exchanged is what was asked with, also where an emulator stands in for the page.
            Assert.Contains($"redirect_uri={(isCaught ? prompt.Last.Redirect.OriginalString : redirect)}", sent.Form("/oauth20_token.srf", 0));
        }
    }

    [Fact]
    public async Task A_port_of_ones_own_is_kept()
    {
        using System.Net.Sockets.TcpListener free = new(System.Net.IPAddress.Loopback, 0);
        free.Start();
        int port = ((System.Net.IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        await using XboxWorld world = await XboxWorld.StartAsync();
        VisitingPrompt prompt = new();
        await (await world.OpenBrowserAsync(options: options => options.RedirectUri = new Uri($"http://127.0.0.1:{port}/back"))).SignInByBrowserAsync(prompt);
        Assert.Equal($"http://127.0.0.1:{port}/back", prompt.Last.Redirect.AbsoluteUri);
    }

    [Fact]
    public async Task A_caught_redirect_may_be_pasted_all_the_same()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        VisitingPrompt prompt = new() { AlwaysPastes = true };
        Assert.NotNull((await (await world.OpenBrowserAsync()).SignInByBrowserAsync(prompt)).Gamertag);
    }

    [Fact]
    public async Task A_second_sign_in_is_silent_and_a_forced_one_lets_the_player_choose()
    {
        await using XboxWorld world = await XboxWorld.StartAsync(XboxWorld.TwoPlayers);
        SentRequests sent = [];
        IXboxAuth xbox = await world.OpenBrowserAsync(sent);
        VisitingPrompt prompt = new();
        XboxAccount ada = await xbox.SignInByBrowserAsync(prompt);
        Assert.Equal("", await world.CallsAsync(async () => Assert.Same(ada, await xbox.SignInByBrowserAsync(prompt))));
        Assert.Equal("select_account", sent.Json("/authenticate").GetProperty("Query").GetProperty("prompt").GetString());
        sent.Clear();
        XboxAccount ben = await xbox.SignInByBrowserAsync(prompt, force: true);
        Assert.Equal(("EmuAda", "EmuBen"), (ada.Gamertag, ben.Gamertag));
        Assert.Equal("select_account", sent.Json("/authenticate").GetProperty("Query").GetProperty("prompt").GetString());

        VisitingPrompt plain = new();
        await (await world.OpenBrowserAsync(options: BrowserWorld.Azure)).SignInByBrowserAsync(plain, force: true);
        Assert.Equal("select_account", plain.Asked("prompt"));
    }

    [Fact]
    public async Task A_browser_that_is_signed_in_as_somebody_is_asked_which_account_unless_the_account_is_known()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        IXboxAuth xbox = await world.OpenBrowserAsync(options: BrowserWorld.Azure);
        VisitingPrompt first = new();
        XboxAccount me = await xbox.SignInByBrowserAsync(first);
        Assert.Equal("select_account", first.Asked("prompt"));
        world.Clock.Advance(TimeSpan.FromDays(100));
        await Assert.ThrowsAsync<SignInRequiredException>(() => me.GetXstsTokenAsync(XboxDefaults.RelyingParty).AsTask());
        VisitingPrompt again = new();
        Assert.Same(me, await xbox.SignInByBrowserAsync(again));
        Assert.Null(again.Asked("prompt"));
    }

    [Fact]
    public async Task An_account_with_a_device_of_its_own_signs_in_with_that_device()
    {
        await using XboxWorld world = await XboxWorld.StartAsync(XboxWorld.TwoPlayers);
        SentRequests sent = [];
        IXboxAuth xbox = await world.OpenBrowserAsync(sent, static options => options.DeviceIdentity = DeviceIdentityScope.PerAccount);
        await xbox.SignInByBrowserAsync(force: true);
        await xbox.SignInByBrowserAsync(force: true);
        string[] tokens = [.. sent.Where(static one => one.Request.RequestUri!.AbsolutePath is "/authenticate" or "/authorize")
            .Select(static one => JsonDocument.Parse(one.Body).RootElement.GetProperty("DeviceToken").GetString()!)];
        Assert.Equal((tokens[0], tokens[2]), (tokens[1], tokens[3]));
        Assert.NotEqual(tokens[0], tokens[2]);
        Assert.Equal(2, world.Count("device.authenticate"));
    }
}
