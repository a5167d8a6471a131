using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RichardSzalay.MockHttp;

namespace GameAuth.Xbox.Tests.Endpoints;

/// <summary>A client without a relying party of its own carries the token that the target's host wants.</summary>
public class RelyingPartyOfHostTests
{
    [Theory]
    [InlineData("https://titlehub.xboxlive.com/users/me", "http://xboxlive.com")]
    [InlineData("https://user.auth.xboxlive.com/x", "http://xboxlive.com")]
    [InlineData("https://licensing.xboxlive.com/", "http://licensing.xboxlive.com")]
    [InlineData("https://a.mp.microsoft.com/", "http://mp.microsoft.com/")]
    [InlineData("https://privileges.xboxlive.com/upsell?a=1", "http://xboxlive.com")]
    [InlineData("https://privileges.xboxlive.com/", "http://banning.xboxlive.com")]
    public async Task The_token_is_the_one_of_the_host(string target, string relyingParty)
    {
        await using XboxWorld world = await XboxWorld.StartLiveAsync(emulator => emulator.Xbox.RelyingParties.Add(relyingParty));
        (XboxAccount me, List<string> carried) = await StartAsync(world);
        using HttpResponseMessage answer = await me.CreateClient("own").GetAsync(new Uri(target));
        XstsToken token = await me.GetXstsTokenAsync(relyingParty);
        Assert.Equal($"XBL3.0 x={token.UserHash};{token.Token.Reveal()}", Assert.Single(carried));
    }

    [Theory]
    [InlineData("https://musicimage.xboxlive.com/")]
    [InlineData("https://assets.xboxservices.com/")]
    [InlineData("https://x.ui.xboxlive.com/")]
    [InlineData("https://a.playfabapi.com/")]
    [InlineData("https://titlehub.xboxlive.com:8443/")]
    public async Task A_host_that_wants_none_or_is_not_listed_is_refused_before_a_token_is_touched(string target)
    {
        await using XboxWorld world = await XboxWorld.StartLiveAsync();
        (XboxAccount me, List<string> carried) = await StartAsync(world);
        int minted = world.Count("xsts.authorize");
        IllegalStepException error = await Assert.ThrowsAsync<IllegalStepException>(() => me.CreateClient("own").GetAsync(new Uri(target)));
        Assert.Equal(("audience", 0, minted), (error.Step, carried.Count, world.Count("xsts.authorize")));
    }

    [Theory]
    [InlineData("licensing.xboxlive.com", "http://licensing.xboxlive.com")]
    [InlineData("titlehub", "http://xboxlive.com")]
    [InlineData("sisu", "http://sisu.xboxlive.com/")]
    [InlineData("musicimage.xboxlive.com", null)]
    [InlineData("login", null)]
    [InlineData("api.example.test", null)]
    public async Task An_emulated_host_is_looked_up_by_its_live_name(string name, string? relyingParty)
    {
        await using XboxWorld world = await XboxWorld.StartAsync(emulator => emulator.Xbox.RelyingParties.Add(relyingParty ?? "http://unused.example.test/"));
        Uri address = name is "login" or "sisu" ? world.Emulator.Hosts[name == "login" ? "login.live.com" : "sisu.xboxlive.com"] : new Uri("http://127.0.0.1:9");
        (XboxAccount me, List<string> carried) = await StartAsync(world, options => options.Endpoints[name] = address);
        if (relyingParty is null)
        {
            await Assert.ThrowsAsync<IllegalStepException>(() => me.CreateClient("own").GetAsync(address));
            return;
        }

        using HttpResponseMessage answer = await me.CreateClient("own").GetAsync(address);
        Assert.Equal((await me.GetXstsTokenAsync(relyingParty)).Token.Reveal(), Assert.Single(carried).Split(';')[1]);
    }

    [Fact]
    public async Task A_relying_party_that_was_named_serves_every_emulated_host()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        (XboxAccount me, List<string> carried) = await StartAsync(world, static options => options.Endpoints["api.example.test"] = new Uri("http://127.0.0.1:9"), "rp://api.minecraftservices.com/");
        using HttpResponseMessage answer = await me.CreateClient("own").GetAsync(new Uri("http://127.0.0.1:9/x"));
        Assert.Single(carried);
    }

    private static async Task<(XboxAccount Me, List<string> Carried)> StartAsync(XboxWorld world, Action<XboxOptions>? options = null, string? relyingParty = null)
    {
        List<string> carried = [];
        MockHttpMessageHandler mock = new();
        mock.When("*").Respond(request =>
        {
            carried.Add(request.Headers.NonValidated["Authorization"].ToString());
            return new HttpResponseMessage(HttpStatusCode.OK);
        });
        IHost host = await world.StartApplicationAsync(
            app => app.Services.AddHttpClient("own").ConfigurePrimaryHttpMessageHandler(() => mock).AddXboxAuthentication(relyingParty: relyingParty), options);
        return (await world.SignInAsync(host.Services.GetRequiredService<IXboxAuth>()), carried);
    }
}
