namespace GameAuth.Pd2.Tests.Doors;

/// <summary>A player signs in at the authorization server, or the application brings tokens of its own.</summary>
public class OAuthDoorTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_authorize_address_has_state_and_a_proof_key_by_option(bool usesPkce)
    {
        await using Pd2World world = new() { IsOAuth = true, Options = options => options.UsePkce = usesPkce };
        Pd2Account me = await world.SignInAsync(await world.StartAsync());
        Uri page = Assert.IsType<RedirectChallenge>(world.Prompt.Shown).Authorize;
        Dictionary<string, string> query = ScriptedService.Parse(page.Query.TrimStart('?'));
        Assert.Equal("https://api.projectdiablo2.com/oauth/auth", page.GetLeftPart(UriPartial.Path));
        Assert.Equal(("code", ScriptedService.ClientId, ScriptedService.Redirect), (query["response_type"], query["client_id"], query["redirect_uri"]));
        Assert.Contains("listing:read", query["scope"], StringComparison.Ordinal);
        Assert.True(query["state"].Length >= 16);
        Assert.Equal(usesPkce, query.ContainsKey("code_challenge"));
        SentCall token = world.Service.Sent.First(static call => call.Path == "/oauth/token");
        Assert.Equal(usesPkce, token.Body.Contains("code_verifier=", StringComparison.Ordinal));
        Assert.Contains($"client_secret={ScriptedService.ClientSecret}", token.Body, StringComparison.Ordinal);
        Assert.Equal((ScriptedService.Player, ScriptedService.PlayerName), (me.Subject, me.Username));
        Assert.Equal(0, world.Service.Handshakes);
    }

    [Fact]
    public async Task A_sign_in_without_a_client_says_what_is_missing()
    {
        await using Pd2World world = new() { IsOAuth = true, Options = static options => (options.ClientId, options.ClientSecret) = ("", null) };
        GameAuthConfigurationException error = await world.FailureAsync<GameAuthConfigurationException>(world.SignInAsync(await world.StartAsync()));
        Assert.Contains("ClientId", error.Message, StringComparison.Ordinal);
        Assert.Contains("RedirectUri", error.Message, StringComparison.Ordinal);
        Assert.Equal((0, 0), (world.Prompt.Asked, world.Service.Sent.Count));
    }

    [Fact]
    public async Task Tokens_that_the_application_supplies_are_refreshed_by_it_across_restarts()
    {
        List<string> presented = [];
        await using Pd2World world = new() { IsOAuth = true };
        world.Options = options =>
        {
            (options.ClientId, options.ClientSecret, options.RedirectUri) = ("", null, null);
            options.RefreshWith((token, _) =>
            {
                presented.Add(token.Reveal());
                (string access, string? refresh) = world.Service.Grant();
                return Task.FromResult(new Pd2Tokens(new Secret(access), new Secret(refresh!), world.Service.AccessLifetime));
            });
        };
        string first = "";
        Pd2SignIn door = Pd2SignIn.Supplied(_ =>
        {
            (string access, string? refresh) = world.Service.Grant();
            first = refresh!;
            return Task.FromResult(new Pd2Tokens(new Secret(access), new Secret(refresh!), world.Service.AccessLifetime));
        });
        Pd2Account me = await (await world.StartAsync()).SignInAsync(door);
        Assert.Equal(ScriptedService.Player, me.Subject);
        await world.StopAsync();
        world.Clock.Advance(TimeSpan.FromHours(2));
        Pd2Account again = (await (await world.StartAsync()).FindAsync())!;
        Assert.Null(await again.Listings.GetAsync("0000000000000000000a9999"));
        world.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Null(await again.Listings.GetAsync("0000000000000000000a9999"));
        Assert.Equal(2, presented.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(first, presented[0]);
        Assert.DoesNotContain(world.Service.Sent, static call => call.Path == "/oauth/token");
    }

    [Fact]
    public async Task A_delegate_that_fails_quotes_nothing()
    {
        await using Pd2World world = new() { IsOAuth = true };
        IPd2Auth pd2 = await world.StartAsync();
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => pd2.SignInAsync(Pd2SignIn.Supplied(static _ => throw new InvalidOperationException("emu-canary"))));
        Assert.DoesNotContain("emu-canary", error.ToString(), StringComparison.Ordinal);
        Assert.True(error.IsTransient);
        ProviderException none = await Assert.ThrowsAsync<ProviderException>(() => pd2.SignInAsync(Pd2SignIn.Supplied(static _ => Task.FromResult(new Pd2Tokens(new Secret("two words"))))));
        Assert.False(none.IsTransient);
        Assert.Empty(world.Service.Sent);
        Assert.Null(await pd2.FindAsync());
    }

    [Fact]
    public async Task A_refresh_whose_delegate_fails_is_of_unknown_outcome_and_then_needs_a_sign_in()
    {
        await using Pd2World world = new() { IsOAuth = true, Options = static options => options.RefreshWith(static (_, _) => throw new InvalidOperationException("emu-canary")) };
        IPd2Auth pd2 = await world.StartAsync();
        Pd2Account me = await pd2.SignInAsync(Pd2SignIn.Supplied(_ =>
        {
            (string access, string? refresh) = world.Service.Grant();
            return Task.FromResult(new Pd2Tokens(new Secret(access), new Secret(refresh!), world.Service.AccessLifetime));
        }));
        world.Clock.Advance(TimeSpan.FromHours(2));
        OutcomeUnknownException error = await world.FailureAsync<OutcomeUnknownException>(me.Listings.GetAsync("0000000000000000000a9999"));
        Assert.DoesNotContain("emu-canary", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Supplied_tokens_that_nobody_refreshes_say_so()
    {
        await using Pd2World world = new() { IsOAuth = true, Options = static options => (options.ClientId, options.ClientSecret) = ("", null) };
        IPd2Auth pd2 = await world.StartAsync();
        Pd2Account me = await pd2.SignInAsync(Pd2SignIn.Supplied(_ =>
        {
            (string access, string? refresh) = world.Service.Grant();
            return Task.FromResult(new Pd2Tokens(new Secret(access), new Secret(refresh!), world.Service.AccessLifetime));
        }));
        world.Clock.Advance(TimeSpan.FromHours(2));
        world.Service.Clear();
        GameAuthConfigurationException error = await world.FailureAsync<GameAuthConfigurationException>(me.Listings.GetAsync("0000000000000000000a9999"));
        Assert.Contains("RefreshWith", error.Message, StringComparison.Ordinal);
        Assert.Empty(world.Service.Sent);
    }
}
