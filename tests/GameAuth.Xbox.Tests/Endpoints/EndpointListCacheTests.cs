using System.Collections.Concurrent;
using System.Net;
using GameAuth.Emulator;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RichardSzalay.MockHttp;

namespace GameAuth.Xbox.Tests.Endpoints;

/// <summary>The list of title.mgt, fetched once a day, and never in the way of a request.</summary>
public class EndpointListCacheTests
{
    private const string PlayFab = "http://playfab.xboxlive.com/";
    private const string Wide = """{"Protocol":"https","Host":"*.xboxlive.com","HostType":"wildcard","RelyingParty":"http://xboxlive.com"}""";
    private static readonly Uri Listed = new("https://a.playfabapi.com/x");
    private static readonly Uri Known = new("https://titlehub.xboxlive.com/x");

    [Fact]
    public async Task A_host_that_only_the_fetched_list_has_waits_for_it_and_gets_its_token()
    {
        await using XboxWorld world = await StartAsync();
        (XboxAccount me, ConcurrentQueue<string> carried) = await OpenAsync(world);
        Assert.Equal(HttpStatusCode.OK, await GetAsync(me, Listed));
        Assert.Equal((await me.GetXstsTokenAsync(PlayFab)).Token.Reveal(), Assert.Single(carried).Split(';')[1]);
        EmulatorEvent fetched = Assert.Single(world.Emulator.Log.Of("titlemgt.endpoints"));
        Assert.Equal(("GET", "1", SignatureVerdict.Absent), (fetched.Method, fetched.ContractVersion, fetched.Signature));
    }

    [Fact]
    public async Task The_emulators_own_list_is_one_to_go_by()
    {
        await using XboxWorld world = await XboxWorld.StartLiveAsync();
        (XboxAccount me, _) = await OpenAsync(world);
        await GetAsync(me, Known);
        await world.ListIsReadyAsync();
        EndpointRule? rule = ((XboxProvider)world.Services.GetRequiredService<IXboxAuth>()).Lists.RuleOf(Known);
        Assert.Equal((XboxDefaults.RelyingParty, 8192L), (rule?.RelyingParty, rule?.Signer?.Policy.MaxBodyBytes));
        Assert.NotSame(BundledEndpoints.List.Match(Known), rule);
    }

    [Fact]
    public async Task It_is_fetched_once_for_all_and_kept_over_a_restart_for_a_day()
    {
        await using XboxWorld world = await StartAsync();
        (XboxAccount me, _) = await OpenAsync(world);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => GetAsync(me, Listed)));
        Assert.Equal(1, world.Count("titlemgt.endpoints"));

        (me, _) = await OpenAsync(world);
        Assert.Equal(HttpStatusCode.OK, await GetAsync(me, Listed));
        Assert.Equal(1, world.Count("titlemgt.endpoints"));

        world.Clock.Advance(TimeSpan.FromDays(1));
        await GetAsync(me, Known);
        await EndpointListWorld.UntilAsync(() => world.Count("titlemgt.endpoints") == 2);
    }

    public static TheoryData<string> Broken() => new(
        "404", "html", "{}", """{"EndPoints":[]}""", """{"EndPoints":3}""", $$"""{"EndPoints":[{{Wide.Replace("}", ",\"SignaturePolicyIndex\":0}", StringComparison.Ordinal)}}]}""", "huge");

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task While_no_list_can_be_had_the_bundled_one_serves_and_nobody_knocks_again_soon(string kind)
    {
        await using XboxWorld world = await XboxWorld.StartLiveAsync();
        world.Emulator.Faults.Add(Break(kind));
        (XboxAccount me, _) = await OpenAsync(world);
        IllegalStepException error = await Assert.ThrowsAsync<IllegalStepException>(() => GetAsync(me, Listed));
        Assert.Equal("audience", error.Step);
        Assert.Equal(HttpStatusCode.OK, await GetAsync(me, Known));
        await Assert.ThrowsAsync<IllegalStepException>(() => GetAsync(me, Listed));
        Assert.Equal(1, world.Count("titlemgt.endpoints"));

        world.Clock.Advance(TimeSpan.FromMinutes(6));
        await GetAsync(me, Known);
        await EndpointListWorld.UntilAsync(() => world.Count("titlemgt.endpoints") == 2);
    }

    [Fact]
    public async Task A_broken_list_leaves_the_good_one_before_it_in_place()
    {
        await using XboxWorld world = await StartAsync();
        (XboxAccount me, _) = await OpenAsync(world);
        await GetAsync(me, Listed);
        world.Emulator.Faults.Clear();
        world.Emulator.Faults.Add(Break("{}"));
        world.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(me, Listed));
        await EndpointListWorld.UntilAsync(() => world.Count("titlemgt.endpoints") == 2);
        Assert.Equal(HttpStatusCode.OK, await GetAsync(me, Listed));
    }

    [Fact]
    public async Task A_hostile_list_sends_no_token_to_its_own_hosts()
    {
        await using XboxWorld world = await StartAsync("""{"Protocol":"https","Host":"*.example.test","HostType":"wildcard","RelyingParty":"http://xboxlive.com"}""");
        (XboxAccount me, ConcurrentQueue<string> carried) = await OpenAsync(world);
        await GetAsync(me, Known);
        await world.ListIsReadyAsync();
        await Assert.ThrowsAsync<IllegalStepException>(() => GetAsync(me, new Uri("https://a.example.test/")));
        Assert.Single(carried);
    }

    [Fact]
    public async Task Without_the_option_nothing_is_fetched()
    {
        await using XboxWorld world = await XboxWorld.StartLiveAsync();
        (XboxAccount me, _) = await OpenAsync(world, XboxEndpointList.Bundled);
        await GetAsync(me, Known);
        await Assert.ThrowsAsync<IllegalStepException>(() => GetAsync(me, Listed));
        Assert.Equal(0, world.Count("titlemgt.endpoints"));
    }

    private static Fault Break(string kind) => kind switch
    {
        "404" => new Fault { At = "titlemgt.endpoints", Status = 404, Body = "", Times = null },
        "html" => new Fault { At = "titlemgt.endpoints", Status = 200, Body = "<html></html>", Times = null },
        "huge" => new Fault { At = "titlemgt.endpoints", Damage = BodyDamage.Huge, HugeBytes = 300_000, Times = null },
        _ => new Fault { At = "titlemgt.endpoints", Status = 200, Body = kind, Times = null },
    };

    private static async Task<XboxWorld> StartAsync(
        string entry = """{"Protocol":"https","Host":"*.playfabapi.com","HostType":"wildcard","RelyingParty":"http://playfab.xboxlive.com/"}""")
    {
        XboxWorld world = await XboxWorld.StartLiveAsync(static emulator => emulator.Xbox.RelyingParties.Add(PlayFab));
        world.Emulator.Faults.Add(new Fault { At = "titlemgt.endpoints", Status = 200, Body = $$"""{"EndPoints":[{{Wide}},{{entry}}]}""", Times = null });
        return world;
    }

    private static async Task<HttpStatusCode> GetAsync(XboxAccount me, Uri target)
    {
        using HttpResponseMessage answer = await me.CreateClient("own").GetAsync(target);
        return answer.StatusCode;
    }

    private static async Task<(XboxAccount Me, ConcurrentQueue<string> Carried)> OpenAsync(XboxWorld world, XboxEndpointList list = XboxEndpointList.Refreshed)
    {
        ConcurrentQueue<string> carried = new();
        MockHttpMessageHandler mock = new();
        mock.When("*").Respond(request =>
        {
            carried.Enqueue(request.Headers.NonValidated["Authorization"].ToString());
            return new HttpResponseMessage(HttpStatusCode.OK);
        });
        IHost host = await world.StartApplicationAsync(
            app => app.Services.AddHttpClient("own").ConfigurePrimaryHttpMessageHandler(() => mock).AddXboxAuthentication(), options => options.EndpointList = list);
        IXboxAuth xbox = host.Services.GetRequiredService<IXboxAuth>();
        return (await xbox.FindAsync() ?? await world.SignInAsync(xbox), carried);
    }
}
