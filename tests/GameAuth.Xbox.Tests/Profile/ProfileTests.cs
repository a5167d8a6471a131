using System.Net;
using System.Text;
using GameAuth.Emulator;
using GameAuth.Providers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using RichardSzalay.MockHttp;

namespace GameAuth.Xbox.Tests;

public class ProfileTests
{
    private const string Xuid = "2535400000000001";

    [Fact]
    public async Task The_call_is_as_the_service_wants_it()
    {
        HttpRequestMessage? sent = null;
        string? authorization = null;
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await SignInAsync(world, request =>
        {
            (sent, authorization) = (request, request.Headers.GetValues("Authorization").Single());
            return Json(Body(world.Emulator.Players[0].Xuid, "Gamertag", "EmuAda", "Gamerscore", "1200"));
        });
        await me.GetProfileAsync();

        string xuid = world.Emulator.Players[0].Xuid;
        XstsToken token = await me.GetXstsTokenAsync(XboxDefaults.RelyingParty);
        Assert.Equal(
            $"/users/xuid({xuid})/profile/settings?settings=Gamertag,Gamerscore,GameDisplayPicRaw,AccountTier", sent!.RequestUri!.PathAndQuery);
        Assert.Equal("2", sent.Headers.GetValues("x-xbl-contract-version").Single());
        Assert.Equal($"XBL3.0 x={token.UserHash};{token.Token.Reveal()}", authorization);

        // The request is over, and holds no credential any more.
        Assert.False(sent.Headers.Contains("Authorization"));
    }

    [Fact]
    public async Task Everything_that_the_service_says_is_read_and_nothing_else()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        string xuid = world.Emulator.Players[0].Xuid;
        XboxAccount me = await SignInAsync(world, _ => Json(Body(
            xuid, "Gamertag", "Emu\\u001b[31mAda", "Gamerscore", "4294", "GameDisplayPicRaw", "https://images-eds-ssl.xboxlive.com/image?url=x", "AccountTier", "Gold")));
        Assert.Equal(
            new XboxProfile(xuid, "EmuAda", 4294, new Uri("https://images-eds-ssl.xboxlive.com/image?url=x"), "Gold"), await me.GetProfileAsync());
    }

    [Theory]
    [InlineData("http://example.test/image")]
    [InlineData("https://example.test/image")]
    [InlineData("file:///etc/passwd")]
    [InlineData("no address")]
    public async Task A_picture_from_elsewhere_is_left_out(string picture)
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await SignInAsync(world, _ => Json(Body(
            world.Emulator.Players[0].Xuid, "Gamertag", "EmuAda", "Gamerscore", "1", "GameDisplayPicRaw", picture)));
        Assert.Null((await me.GetProfileAsync()).DisplayPicture);
    }

    [Fact]
    public async Task A_picture_without_tls_is_asked_for_with_it()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await SignInAsync(world, _ => Json(Body(
            world.Emulator.Players[0].Xuid, "Gamertag", "EmuAda", "Gamerscore", "1", "GameDisplayPicRaw", "http://images-eds.xboxlive.com/image?url=x")));
        Assert.Equal("https://images-eds-ssl.xboxlive.com/image?url=x", (await me.GetProfileAsync()).DisplayPicture?.AbsoluteUri);
    }

    public static TheoryData<string> BadBodies() =>
    [
        "", "<html></html>", "null", "[]", "{}", "{\"profileUsers\":null}", "{\"profileUsers\":[null]}", "{\"profileUsers\":[{}]}",
        Body("someone-else", "Gamertag", "EmuAda", "Gamerscore", "1"),
        "{\"profileUsers\":[{\"id\":\"" + Xuid + "\",\"settings\":null}]}",
        Body(Xuid, "Gamertag", "", "Gamerscore", "1"),
        "{\"profileUsers\":[{\"id\":\"" + Xuid,
    ];

    [Theory]
    [MemberData(nameof(BadBodies))]
    public async Task A_bad_answer_names_the_step(string body)
    {
        await using XboxWorld world = await XboxWorld.StartAsync(
            static emulator => emulator.Players.Add(new EmulatedPlayer { Gamertag = "EmuAda", Xuid = Xuid, Gamerscore = 1 }));
        XboxAccount me = await SignInAsync(world, _ => Json(body));
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => me.GetProfileAsync());
        Assert.Equal(("profile", 200), (error.Step, error.Status));
    }

    [Theory]
    [InlineData("")]
    [InlineData("many")]
    [InlineData("-1")]
    [InlineData("99999999999")]
    [InlineData(null)]
    public async Task A_gamerscore_that_is_no_number_is_zero(string? gamerscore)
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        string xuid = world.Emulator.Players[0].Xuid;
        XboxAccount me = await SignInAsync(world, _ => Json(gamerscore is null ? Body(xuid, "Gamertag", "EmuAda") : Body(xuid, "Gamertag", "EmuAda", "Gamerscore", gamerscore)));
        Assert.Equal(new XboxProfile(xuid, "EmuAda", 0, null, null), await me.GetProfileAsync());
    }

    [Theory]
    [InlineData(400, false)]
    [InlineData(403, false)]
    [InlineData(404, false)]
    [InlineData(500, true)]
    [InlineData(503, true)]
    [InlineData(302, true)]
    public async Task A_failure_has_its_status(int status, bool isTransient)
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await world.SignInAsync();
        world.Emulator.Faults.Add(new Fault { At = "profile.settings", Status = status, Body = "" });
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => me.GetProfileAsync());
        Assert.Equal((status, isTransient, "profile"), (error.Status, error.IsTransient, error.Step));
    }

    [Fact]
    public async Task A_broken_connection_is_a_transient_failure()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await world.SignInAsync();
        world.Emulator.Faults.Add(Fault.DropBefore("profile.settings"));
        Assert.True((await Assert.ThrowsAsync<ProviderException>(() => me.GetProfileAsync())).IsTransient);
        world.Emulator.Faults.Add(new Fault { At = "profile.settings", Damage = BodyDamage.Truncated });
        Assert.True((await Assert.ThrowsAsync<ProviderException>(() => me.GetProfileAsync())).IsTransient);
    }

    [Fact]
    public async Task A_limit_is_an_error_of_its_own_and_says_when()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await world.SignInAsync();
        world.Emulator.Faults.Add(Fault.TooManyRequests("profile.settings", TimeSpan.FromSeconds(15)));
        ThrottledException error = await Assert.ThrowsAsync<ThrottledException>(() => me.GetProfileAsync());
        
        // The pacer's own time, which has its jitter.
        Assert.InRange(error.RetryAt - world.Clock.GetUtcNow(), TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(16));
        Assert.True(error.WasSent);
    }

    [Fact]
    public async Task The_eleventh_call_in_fifteen_seconds_waits_and_the_thirty_first_in_five_minutes()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await world.SignInAsync();
        DateTimeOffset start = world.Clock.GetUtcNow();
        IRequestPacer pacer = world.Services.GetRequiredService<IRequestPacer>();
        PaceRequest scope = new([$"xbox/profile/{me.Id.Key}"]);
        for (int i = 0; i < 30; i++)
        {
            world.Clock.SetUtcNow(pacer.Estimate(scope));
            await me.GetProfileAsync();
        }

        Assert.Equal(TimeSpan.FromSeconds(30), world.Clock.GetUtcNow() - start);
        Assert.Equal(TimeSpan.FromSeconds(300), pacer.Estimate(scope) - start);
    }

    [Fact]
    public void A_rule_of_the_applications_own_holds_whenever_it_was_added()
    {
        PaceRule own = new("xbox/profile/*", new PaceWindow(1, TimeSpan.FromHours(1)));
        ServiceCollection services = new();
        services.AddGameAuth().AddPaceRules(own).AddXbox(static _ => { }).AddXbox("eu", static _ => { });
        using ServiceProvider host = services.BuildServiceProvider();
        IList<PaceRule> rules = host.GetRequiredService<IOptions<RequestPacerOptions>>().Value.Rules;
        Assert.Equal(2, rules.Count(static rule => rule.Scope == "xbox/profile/*"));
        Assert.Equal(13, rules.Select(static rule => rule.Scope).Distinct().Count());
        Assert.Same(own, rules[^1]);
    }

    private static async Task<XboxAccount> SignInAsync(XboxWorld world, Func<HttpRequestMessage, HttpResponseMessage> answer)
    {
        MockHttpMessageHandler profile = new();
        profile.When("*").Respond(answer);
        IHost host = await world.StartApplicationAsync(app =>
            app.Services.AddHttpClient(GameAuthClientNames.Api(XboxDefaults.Provider)).ConfigurePrimaryHttpMessageHandler(() => profile));
        return await world.SignInAsync(host.Services.GetRequiredService<IXboxAuth>());
    }

    private static HttpResponseMessage Json(string body) =>
        new(HttpStatusCode.OK) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    private static string Body(string xuid, params string[] settings) =>
        $$"""{"profileUsers":[{"id":"{{xuid}}","settings":[{{string.Join(',', settings.Chunk(2).Select(static pair => $$"""{"id":"{{pair[0]}}","value":"{{pair[1]}}"}"""))}}]}]}""";
}
