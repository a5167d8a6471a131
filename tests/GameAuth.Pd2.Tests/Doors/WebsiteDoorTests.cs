namespace GameAuth.Pd2.Tests.Doors;

/// <summary>A website token comes from the player's browser or is pasted, and is looked at before anything is sent.</summary>
public class WebsiteDoorTests
{
    [Fact]
    public async Task A_prompt_is_asked_for_the_one_value_that_the_website_leaves_in_the_browser()
    {
        await using Pd2World world = new();
        Pd2Account me = await (await world.StartAsync()).SignInAsync(Pd2SignIn.Browser(world.Prompt));
        BrowserValueChallenge shown = Assert.IsType<BrowserValueChallenge>(world.Prompt.Shown);
        Assert.Equal(("https://projectdiablo2.com/login", "https://projectdiablo2.com/", "pd2-token"), (shown.Page.AbsoluteUri, shown.Origin.AbsoluteUri, shown.Key));
        Assert.Equal((ScriptedService.Player, ScriptedService.PlayerName), (me.Subject, me.Username));
        Assert.Equal(world.Clock.GetUtcNow() + TimeSpan.FromMinutes(10), shown.ExpiresAt);
    }

    [Fact]
    public async Task A_pasted_token_is_taken_with_what_a_copy_has_around_it()
    {
        await using Pd2World world = new();
        world.Prompt.Pastes = () => $"  \"{world.Service.WebsiteLogin()}\"\n";
        Pd2Account me = await world.SignInAsync(await world.StartAsync());
        PasteChallenge shown = Assert.IsType<PasteChallenge>(world.Prompt.Shown);
        Assert.Equal("pd2-token", shown.What);
        Assert.Equal(ScriptedService.Player, me.Subject);
    }

    [Theory]
    [InlineData("")]
    [InlineData("emu")]
    [InlineData("a.b")]
    [InlineData("a.b.c.d")]
    [InlineData("a..c")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9.e30.c2ln")]
    [InlineData("not a token.at all.really")]
    [InlineData("https://projectdiablo2.com/login")]
    public async Task What_is_no_website_token_is_refused_before_a_connection_and_says_what_is_expected(string pasted)
    {
        await using Pd2World world = new();
        world.Prompt.Pastes = () => pasted;
        IPd2Auth pd2 = await world.StartAsync();
        ProviderException error = await world.FailureAsync<ProviderException>(world.SignInAsync(pd2));
        Assert.Contains("three parts", error.Message, StringComparison.Ordinal);
        Assert.Contains("pd2-token", error.Message, StringComparison.Ordinal);
        Assert.Equal(("website token", false, 0), (error.Step, error.IsTransient, world.Service.Sent.Count));
        Assert.Null(await pd2.FindAsync());
    }

    [Theory]
    [InlineData("""{"sub":"1"}""")]
    [InlineData("""{"exp":"soon"}""")]
    [InlineData("""{"exp":0}""")]
    [InlineData("""{"exp":1e300}""")]
    [InlineData("""{"exp":4102444800,"exp":4102444801}""")]
    [InlineData("[]")]
    [InlineData("7")]
    public async Task A_token_that_does_not_name_its_end_is_none(string claims)
    {
        await using Pd2World world = new();
        world.Prompt.Pastes = () => ScriptedService.Jwt(claims);
        ProviderException error = await world.FailureAsync<ProviderException>(world.SignInAsync(await world.StartAsync()));
        Assert.Contains("exp", error.Message, StringComparison.Ordinal);
        Assert.Empty(world.Service.Sent);
    }

    [Fact]
    public async Task A_token_that_has_ended_is_refused_before_a_connection()
    {
        await using Pd2World world = new();
        string old = world.Service.WebsiteLogin();
        world.Clock.Advance(world.Service.WebsiteLifetime);
        world.Prompt.Pastes = () => old;
        ProviderException error = await world.FailureAsync<ProviderException>(world.SignInAsync(await world.StartAsync()));
        Assert.Contains("has ended", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(old, error.ToString(), StringComparison.Ordinal);
        Assert.Empty(world.Service.Sent);
    }

    [Fact]
    public async Task A_token_that_the_service_does_not_take_ends_the_sign_in_and_is_not_knocked_with()
    {
        await using Pd2World world = new();
        string token = world.Service.WebsiteLogin();
        world.Service.EndGrant();
        world.Prompt.Pastes = () => token;
        IPd2Auth pd2 = await world.StartAsync();
        SignInRequiredException error = await world.FailureAsync<SignInRequiredException>(world.SignInAsync(pd2));
        Assert.Equal(SignInReason.Revoked, error.Reason);
        Assert.InRange(world.Service.Count("create security/session"), 1, 2);
    }

    [Fact]
    public async Task A_player_who_gives_nothing_has_declined()
    {
        await using Pd2World world = new();
        world.Prompt.Pastes = () => null;
        SignInRequiredException error = await world.FailureAsync<SignInRequiredException>(world.SignInAsync(await world.StartAsync()));
        Assert.Equal(SignInReason.Declined, error.Reason);
    }

    [Fact]
    public async Task A_browser_that_brings_no_token_in_time_is_told_as_such()
    {
        await using Pd2World world = new();
        world.Prompt.NeverAnswers = true;
        Task<Pd2Account> signingIn = (await world.StartAsync()).SignInAsync(Pd2SignIn.Browser(world.Prompt));
        await Pd2World.UntilAsync(() => world.Prompt.Asked == 1);
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        SignInRequiredException error = await Assert.ThrowsAsync<SignInRequiredException>(() => signingIn);
        Assert.Equal(SignInReason.TimedOut, error.Reason);
        Assert.Empty(world.Service.Sent);
    }

    [Fact]
    public async Task A_door_of_the_other_kind_names_the_option()
    {
        await using Pd2World world = new();
        IPd2Auth pd2 = await world.StartAsync();
        foreach (Pd2SignIn door in (Pd2SignIn[])[Pd2SignIn.OAuth(world.Prompt), Pd2SignIn.Supplied(static _ => throw new InvalidOperationException("Asked."))])
        {
            GameAuthConfigurationException error = await Assert.ThrowsAsync<GameAuthConfigurationException>(() => pd2.SignInAsync(door));
            Assert.Contains("Tokens", error.Message, StringComparison.Ordinal);
        }

        Assert.Equal((0, 0), (world.Prompt.Asked, world.Service.Sent.Count));
    }
}
