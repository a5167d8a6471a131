using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RichardSzalay.MockHttp;

namespace GameAuth.Xbox.Tests;

/// <summary>Tokens go to the hosts that they are for, and nowhere else.</summary>
public class AudienceTests
{
    private const string Bedrock = "https://multiplayer.minecraft.net/";

    [Theory]
    [InlineData("https://titlehub.xboxlive.com/users/me", null, true)]
    [InlineData("https://TITLEHUB.XBOXLIVE.COM/users/me", null, true)]
    [InlineData("https://a.b.xboxlive.com/", null, true)]
    [InlineData("http://titlehub.xboxlive.com/users/me", null, false)]
    [InlineData("https://xboxlive.com.example.test/", null, false)]
    [InlineData("https://notxboxlive.com/", null, false)]
    [InlineData("https://titlehub.xboxlive.com@example.test/", null, false)]
    [InlineData("https://login.live.com/", null, false)]
    [InlineData("https://127.0.0.1/", null, false)]
    [InlineData("http://127.0.0.1:1/", null, false)]
    [InlineData("https://multiplayer.minecraft.net/authentication", Bedrock, true)]
    [InlineData("https://titlehub.xboxlive.com/users/me", Bedrock, false)]
    [InlineData("https://gssv-play-prod.xboxlive.com/", "http://gssv.xboxlive.com/", true)]
    public async Task A_target_gets_the_token_or_the_request_is_refused_before_it_is_touched(string target, string? relyingParty, bool isAudience)
    {
        await using XboxWorld world = await XboxWorld.StartLiveAsync();
        List<string> headers = [];
        XboxAccount me = await SignInAsync(world, relyingParty, request =>
        {
            headers.AddRange(request.Headers.GetValues("Authorization"));
            return new HttpResponseMessage(HttpStatusCode.OK);
        });
        HttpClient client = me.CreateClient("own");
        if (isAudience)
        {
            using HttpResponseMessage answer = await client.GetAsync(new Uri(target));
            XstsToken token = await me.GetXstsTokenAsync(relyingParty ?? XboxDefaults.RelyingParty);
            Assert.Equal($"XBL3.0 x={token.UserHash};{token.Token.Reveal()}", Assert.Single(headers));
        }
        else
        {
            IllegalStepException error = await Assert.ThrowsAsync<IllegalStepException>(() => client.GetAsync(new Uri(target)));
            Assert.Equal("audience", error.Step);
            Assert.Empty(headers);
        }
    }

    [Fact]
    public async Task The_emulators_hosts_are_an_audience_by_their_very_port()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await SignInAsync(world, relyingParty: null, static _ => new HttpResponseMessage(HttpStatusCode.OK));
        Uri profile = world.Emulator.Hosts["profile.xboxlive.com"];
        using HttpResponseMessage answer = await me.CreateClient("own").GetAsync(profile);
        UriBuilder elsewhere = new(profile) { Port = 1 };
        await Assert.ThrowsAsync<IllegalStepException>(() => me.CreateClient("own").GetAsync(elsewhere.Uri));
        elsewhere = new(profile) { Host = "localhost" };
        await Assert.ThrowsAsync<IllegalStepException>(() => me.CreateClient("own").GetAsync(elsewhere.Uri));
    }

    [Fact]
    public async Task A_replay_carries_one_new_token_in_place_of_the_old_one()
    {
        await using XboxWorld world = await XboxWorld.StartLiveAsync();
        List<string> headers = [];
        XboxAccount me = await SignInAsync(world, relyingParty: null, request =>
        {
            headers.Add(request.Headers.GetValues("Authorization").Single());
            return new HttpResponseMessage(headers.Count == 1 ? HttpStatusCode.Unauthorized : HttpStatusCode.OK);
        });
        using HttpResponseMessage answer = await me.CreateClient("own").GetAsync(new Uri("https://titlehub.xboxlive.com/users/me"));
        Assert.Equal((2, 2), (headers.Count, headers.Distinct().Count()));
    }

    [Fact]
    public async Task Something_that_is_no_relying_party_is_refused_at_the_start_by_name()
    {
        await using XboxWorld world = await XboxWorld.StartLiveAsync();
        GameAuthConfigurationException error = await Assert.ThrowsAsync<GameAuthConfigurationException>(
            () => SignInAsync(world, "minecraft", static _ => new HttpResponseMessage(HttpStatusCode.OK)));
        Assert.Contains("'minecraft'", error.Message, StringComparison.Ordinal);
    }

    private static async Task<XboxAccount> SignInAsync(XboxWorld world, string? relyingParty, Func<HttpRequestMessage, HttpResponseMessage> answer)
    {
        MockHttpMessageHandler mock = new();
        mock.When("*").Respond(answer);
        IHost host = await world.StartApplicationAsync(app =>
            app.Services.AddHttpClient("own").ConfigurePrimaryHttpMessageHandler(() => mock).AddXboxAuthentication(relyingParty: relyingParty));
        return await world.SignInAsync(host.Services.GetRequiredService<IXboxAuth>());
    }
}
