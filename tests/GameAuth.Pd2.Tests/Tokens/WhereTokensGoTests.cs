namespace GameAuth.Pd2.Tests.Tokens;

/// <summary>A website token is in the frame of the login and nowhere else; an OAuth token is in the header of REST requests, and in a frame only by option.</summary>
public class WhereTokensGoTests
{
    [Fact]
    public async Task A_website_token_is_in_the_frames_of_logins_alone()
    {
        await using Pd2World world = new();
        Pd2Account me = await world.SignInAsync(await world.StartAsync());
        await UseAsync(world, me);
        string[] tokens = [.. world.Service.Tokens];
        Assert.NotEmpty(tokens);
        Assert.All(world.Service.Sent, call => Assert.All(tokens, token => Assert.DoesNotContain(token, call.ToString(), StringComparison.Ordinal)));
        Assert.All(world.Service.Sent, static call => Assert.False(call.Headers.ContainsKey("Authorization")));
        string[] holding = [.. world.Service.Frames.Where(frame => tokens.Any(token => frame.Contains(token, StringComparison.Ordinal)))];
        Assert.NotEmpty(holding);
        Assert.All(holding, static frame => Assert.Matches("^42[0-9]+\\[\"create\",\"security/session\",\\{\"strategy\":\"jwt\",\"accessToken\":", frame));
        Assert.All(world.Service.Sent, static call => Assert.Equal("/socket.io/", call.Path));
    }

    [Fact]
    public async Task A_website_token_goes_over_rest_only_by_option()
    {
        await using Pd2World world = new();
        Pd2Account me = await world.SignInAsync();
        using HttpClient client = me.CreateClient();
        IllegalStepException error = await Assert.ThrowsAsync<IllegalStepException>(() => client.GetAsync(new Uri($"{ScriptedService.Api}/market/listing")));
        Assert.Contains("SendWebsiteTokenOverRest", error.Message, StringComparison.Ordinal);
        Assert.Empty(world.Service.Sent);

        await using Pd2World other = new() { Options = static options => options.SendWebsiteTokenOverRest = true };
        Pd2Account you = await other.SignInAsync();
        using HttpClient allowed = you.CreateClient();
        using HttpResponseMessage answer = await allowed.GetAsync(new Uri($"{ScriptedService.Api}/market/listing?$limit=1&$skip=0"));
        Assert.True(answer.IsSuccessStatusCode);
        Assert.StartsWith("Bearer ", Assert.Single(other.Service.Sent).Headers["Authorization"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_oauth_token_is_in_the_header_and_in_no_frame_address_or_body()
    {
        await using Pd2World world = new() { IsOAuth = true };
        Pd2Account me = await world.SignInAsync();
        await UseAsync(world, me);
        Assert.Equal(0, world.Service.Handshakes);
        string[] tokens = [.. world.Service.Tokens];
        Assert.All(world.Service.Sent, call => Assert.All(tokens, token => Assert.DoesNotContain(token, $"{call.Address} {call.Body}", StringComparison.Ordinal)));
        Assert.All(world.Service.Sent, static call => Assert.StartsWith("Bearer ", call.Headers["Authorization"], StringComparison.Ordinal));
        GameAuthConfigurationException error = Assert.Throws<GameAuthConfigurationException>(() => me.FollowAsync());
        Assert.Contains("SocketStrategy", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_oauth_token_goes_over_the_socket_by_option_with_the_strategy_that_is_named()
    {
        await using Pd2World world = new() { IsOAuth = true, Options = static options => options.SocketStrategy = "oauth" };
        Pd2Account me = await world.SignInAsync();
        world.Service.Market.Fill(1);
        Assert.Single(await me.Listings.SearchAsync().ToArrayAsync());
        Assert.Equal(1, world.Service.Handshakes);
        Assert.Contains("\"strategy\":\"oauth\"", world.Service.Last("create security/session").Data, StringComparison.Ordinal);
        Assert.All(world.Service.Sent, static call => Assert.False(call.Headers.ContainsKey("Authorization")));
    }

    [Fact]
    public async Task Requests_say_who_asks()
    {
        await using Pd2World world = new();
        await world.SignInAsync(await world.StartAsync());
        Assert.All(world.Service.Sent, static call => Assert.StartsWith("GameAuth.Pd2/", call.Headers["User-Agent"], StringComparison.Ordinal));
    }

    private static async Task UseAsync(Pd2World world, Pd2Account me)
    {
        world.Service.Market.Fill(3);
        Pd2StashId stash = new("EmuMule", IsHardcore: false, IsLadder: true);
        Pd2StashView view = await me.Stash.GetAsync(stash);
        Pd2Listing mine = await me.Listings.CreateAsync(new Pd2NewListing(view.Stash.Items[0], stash) { Price = "obo" });
        await me.Listings.BumpAsync(mine.Id);
        await foreach (Pd2Listing _ in me.Listings.SearchAsync())
        {
        }

        await me.Listings.RemoveAsync(mine.Id);
    }
}
