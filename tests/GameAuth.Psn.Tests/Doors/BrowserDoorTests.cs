namespace GameAuth.Psn.Tests.Doors;

/// <summary>The player signs in in a browser, and pastes or sends back where it ended.</summary>
public class BrowserDoorTests
{
    [Fact]
    public async Task A_pasted_redirect_is_redeemed_once_in_the_form_of_the_captures()
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync(await world.StartAsync());
        Assert.Equal((ScriptedService.OnlineId, ScriptedService.Player, 1), (me.OnlineId, me.Subject, world.Prompt.Asked));
        Assert.Equal("https://static.np.community.playstation.net/avatar/xl.png", me.Picture?.AbsoluteUri);
        SentCall sent = Assert.Single(world.Service.Sent, static call => call.Step == "code");
        Dictionary<string, string> form = sent.Form;
        Assert.Equal(["cid", "code", "grant_type", "redirect_uri", "token_format"], form.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(("authorization_code", "jwt", ScriptedService.Redirect), (form["grant_type"], form["token_format"], form["redirect_uri"]));
        Assert.Equal(form["cid"], sent.Headers["X-Psn-Correlation-Id"]);
        Assert.StartsWith("Basic ", sent.Headers["Authorization"], StringComparison.Ordinal);
        Assert.StartsWith("GameAuth.Psn/", sent.Headers["User-Agent"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_is_asked_for_as_the_service_s_clients_ask()
    {
        await using PsnWorld world = new();
        await world.SignInAsync(await world.StartAsync());
        RedirectChallenge shown = Assert.IsType<RedirectChallenge>(world.Prompt.Shown);
        Dictionary<string, string> query = ScriptedService.Parse(shown.Authorize.Query.TrimStart('?'));
        Assert.Equal(
            ["access_type", "cid", "client_id", "no_captcha", "redirect_uri", "response_type", "scope", "service_entity", "state"], query.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(
            ("offline", ScriptedService.ClientId, ScriptedService.Redirect, ScriptedService.Scope, "urn:service-entity:psn"),
            (query["access_type"], query["client_id"], query["redirect_uri"], query["scope"], query["service_entity"]));
        Assert.NotEqual(query["cid"], world.Service.Last("code").Form["cid"]);
    }

    [Fact]
    public async Task A_proof_key_and_the_device_are_sent_by_option_only()
    {
        await using PsnWorld world = new()
        {
            Options = static options =>
            {
                options.UsePkce = true;
                options.SendDeviceAtAuthorize = true;
            },
        };
        await world.SignInAsync(await world.StartAsync());
        Dictionary<string, string> query = ScriptedService.Parse(Assert.IsType<RedirectChallenge>(world.Prompt.Shown).Authorize.Query.TrimStart('?'));
        Assert.Equal((64, "S256"), (query["duid"].Length, query["code_challenge_method"]));
        Assert.NotEmpty(world.Service.Last("code").Form["code_verifier"]);
    }

    [Theory]
    [InlineData("&no_captcha=true&no_captcha=true")]
    [InlineData("&cid={cid}")]
    [InlineData("&auth_ver=v3")]
    public async Task A_redirect_that_repeats_its_parameters_is_read(string more)
    {
        await using PsnWorld world = new();
        world.Prompt.Change = address => address + more.Replace("{cid}", ScriptedService.Parse(new Uri(address).Query.TrimStart('?'))["cid"], StringComparison.Ordinal);
        await world.SignInAsync(await world.StartAsync());
        Assert.Equal(1, world.Service.Count("code"));
    }

    [Theory]
    [InlineData("https://elsewhere.example/redirect/?code=v3.000001&cid=00000000-0000-4000-8000-000000000000")]
    [InlineData("com.example.psn-app://redirect/?code=v3.000001&cid=00000000-0000-4000-8000-000000000000")]
    [InlineData("com.example.psn-app://redirect/?code=v3.000001")]
    [InlineData("com.example.psn-app://redirect/?code=v3.000001&state=guessed&cid={cid}")]
    [InlineData("com.example.psn-app://redirect/?code=v3.000001&cid={cid}&cid=other")]
    [InlineData("not an address")]
    public async Task What_is_no_redirect_of_this_sign_in_is_refused_before_anything_is_sent(string pasted)
    {
        await using PsnWorld world = new();
        world.Prompt.Change = address => pasted.Replace("{cid}", ScriptedService.Parse(new Uri(address).Query.TrimStart('?'))["cid"], StringComparison.Ordinal);
        IPsnAuth psn = await world.StartAsync();
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => world.SignInAsync(psn));
        Assert.Contains("is not the redirect of this sign-in", error.Message, StringComparison.Ordinal);
        Assert.Empty(world.Service.Sent);
        Assert.Null(await psn.FindAsync());
    }

    [Theory]
    [InlineData("error=login_required&error_code=4165&error_description=User+is+not+authenticated", "4165", typeof(ProviderException))]
    [InlineData("error=invalid_grant&error_code=100", "100", typeof(AccountRestrictedException))]
    [InlineData("error=unauthorized_client&error_code=4151", "4151", typeof(GameAuthConfigurationException))]
    [InlineData("error=access_denied", null, typeof(SignInRequiredException))]
    public async Task A_redirect_with_an_error_says_which(string query, string? code, Type type)
    {
        await using PsnWorld world = new();
        world.Prompt.Change = address => $"{ScriptedService.Redirect}/?{query}&cid={ScriptedService.Parse(new Uri(address).Query.TrimStart('?'))["cid"]}";
        IPsnAuth psn = await world.StartAsync();
        Exception? error = await Record.ExceptionAsync(() => world.SignInAsync(psn));
        Assert.IsType(type, error);
        Assert.Equal(code, error switch
        {
            ProviderException failed => failed.Code,
            AccountRestrictedException locked => locked.Code,
            GameAuthConfigurationException setup => setup.Code,
            _ => null,
        });
        Assert.Empty(world.Service.Sent);
    }

    [Fact]
    public async Task A_redirect_on_loopback_is_listened_for()
    {
        await using PsnWorld world = new() { Options = static options => options.RedirectUri = new Uri("http://127.0.0.1/callback") };
        IPsnAuth psn = await world.StartAsync();
        await world.SignInAsync(psn);
        RedirectChallenge shown = Assert.IsType<RedirectChallenge>(world.Prompt.Shown);
        Assert.True(shown.IsCaught);
        Assert.Equal(("127.0.0.1", "/callback"), (shown.Redirect.Host, shown.Redirect.AbsolutePath));
    }

    [Fact]
    public async Task A_door_without_a_redirect_says_which_option_is_missing()
    {
        await using PsnWorld world = new() { Options = static options => options.RedirectUri = null };
        IPsnAuth psn = await world.StartAsync();
        GameAuthConfigurationException error = await Assert.ThrowsAsync<GameAuthConfigurationException>(() => world.SignInAsync(psn));
        Assert.Contains("RedirectUri", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, world.Prompt.Asked);
    }
}
