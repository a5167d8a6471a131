using System.Text.Json;
using GameAuth.Emulator;

namespace GameAuth.Xbox.Tests.Azure;

/// <summary>Azure's applications: no title, no SISU, a ticket with <c>d=</c>.</summary>
public class AzureClientTests
{
    private const string Minecraft = "rp://api.minecraftservices.com/";

    [Fact]
    public async Task A_sign_in_goes_by_user_token_and_XSTS_and_ends_with_a_profile()
    {
        await using XboxWorld world = await XboxWorld.StartAsync(AzureWorld.Immediately);
        XboxAccount me = await AzureWorld.SignInAsync(world, []);
        Assert.Equal(world.Emulator.Players[0].Gamerscore, (await me.GetProfileAsync()).Gamerscore);
        Assert.Equal(world.Emulator.Players[0].Xuid, me.Xuid);
        Assert.Equal("login.connect login.poll device.authenticate user.authenticate xsts.authorize profile.settings", world.Steps());
        Assert.Equal(
            [SignatureVerdict.Verified, SignatureVerdict.Deferred, SignatureVerdict.Verified, SignatureVerdict.Verified],
            world.Emulator.Log.Events.Where(static one => one.Host.EndsWith("auth.xboxlive.com", StringComparison.Ordinal)).Select(static one => one.Signature));
        Assert.Equal(("1", "1"), (world.Emulator.Log.Of("user.authenticate")[0].ContractVersion, world.Emulator.Log.Of("xsts.authorize").Single().ContractVersion));
    }

    [Fact]
    public async Task The_scopes_are_asked_for_at_sign_in_and_again_at_each_refresh()
    {
        SentRequests sent = new();
        await using XboxWorld world = await XboxWorld.StartAsync(AzureWorld.Immediately);
        XboxAccount me = await AzureWorld.SignInAsync(world, sent);
        world.Clock.Advance(TimeSpan.FromHours(17));
        world.Emulator.Log.Clear();
        await me.GetProfileAsync();
        Assert.Equal("login.refresh xsts.authorize profile.settings", world.Steps());

        const string Scope = "scope=XboxLive.signin XboxLive.offline_access";
        Assert.Equal([$"client_id={AzureWorld.ClientId}", Scope, "response_type=device_code"], sent.Form("/oauth20_connect.srf", 0));
        Assert.Contains(Scope, sent.Form("/oauth20_token.srf", 1));
    }

    [Fact]
    public async Task The_bodies_have_what_an_application_without_a_title_may_send()
    {
        SentRequests sent = new();
        await using XboxWorld world = await XboxWorld.StartAsync(AzureWorld.Immediately);
        XboxAccount me = await AzureWorld.SignInAsync(world, sent);
        string microsoft = (await me.GetMicrosoftTokenAsync("XboxLive.signin")).AccessToken.Reveal();

        JsonElement user = sent.Json("/user/authenticate");
        Assert.Equal(["AuthMethod", "RpsTicket", "SiteName"], Members(user.GetProperty("Properties")));
        Assert.Equal(
            ("RPS", $"d={microsoft}", "user.auth.xboxlive.com", "http://auth.xboxlive.com", "JWT"),
            (Text(user, "Properties", "AuthMethod"), Text(user, "Properties", "RpsTicket"), Text(user, "Properties", "SiteName"),
                Text(user, "RelyingParty"), Text(user, "TokenType")));
        JsonElement xsts = sent.Json("/xsts/authorize");
        Assert.Equal(["DeviceToken", "SandboxId", "UserTokens"], Members(xsts.GetProperty("Properties")));
        Assert.Equal(["device", "user"], world.Emulator.Log.Of("xsts.authorize").Single().Spent.Select(static token => token.Kind).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_device_token_can_be_left_out_and_then_none_is_asked_for()
    {
        SentRequests sent = new();
        await using XboxWorld world = await XboxWorld.StartAsync(AzureWorld.Immediately);
        XboxAccount me = await AzureWorld.SignInAsync(world, sent, static options => options.SendDeviceToken = false);
        await me.GetProfileAsync();
        Assert.Equal("login.connect login.poll user.authenticate xsts.authorize profile.settings", world.Steps());
        Assert.Equal(["SandboxId", "UserTokens"], Members(sent.Json("/xsts/authorize").GetProperty("Properties")));
    }

    [Theory]
    [InlineData("11111111-2222-4333-8444-555555555555", null, XboxDefaults.AzureScope)]
    [InlineData("AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE", null, XboxDefaults.AzureScope)]
    [InlineData("00000000deadbeef", null, XboxDefaults.Scope)]
    [InlineData("11111111-2222-4333-8444-55555555555", null, XboxDefaults.Scope)]
    [InlineData("11111111-2222-4333-8444-555555555555", XboxClientKind.Title, XboxDefaults.Scope)]
    [InlineData("00000000deadbeef", XboxClientKind.Azure, XboxDefaults.AzureScope)]
    public async Task The_form_of_the_client_id_says_its_kind_unless_an_option_does(string clientId, XboxClientKind? kind, string scope)
    {
        SentRequests sent = new();
        await using XboxWorld world = await XboxWorld.StartAsync(AzureWorld.Immediately);
        await AzureWorld.SignInAsync(world, sent, options => (options.ClientId, options.ClientKind) = (clientId, kind));
        Assert.Contains($"scope={scope}", sent.Form("/oauth20_connect.srf", 0));
        Assert.Equal(scope == XboxDefaults.AzureScope, world.Count("user.authenticate") == 1);
        Assert.Equal(scope == XboxDefaults.Scope, world.Count("sisu.authorize") == 1);
    }

    [Fact]
    public async Task Relying_parties_are_told_apart_by_their_trailing_slash()
    {
        await using XboxWorld world = await XboxWorld.StartAsync(static emulator =>
        {
            AzureWorld.Immediately(emulator);
            emulator.Xbox.RelyingParties.Add("rp://api.minecraftservices.com");
        });
        XboxAccount me = await AzureWorld.SignInAsync(world, []);
        world.Emulator.Log.Clear();
        XstsToken one = await me.GetXstsTokenAsync(Minecraft);
        XstsToken other = await me.GetXstsTokenAsync("rp://api.minecraftservices.com");
        Assert.NotEqual(one.Token, other.Token);
        Assert.Equal([Minecraft, "rp://api.minecraftservices.com"], world.Emulator.Log.Of("xsts.authorize").Select(static call => call.Audience));
        Assert.Equal("xsts.authorize xsts.authorize", world.Steps());
    }

    [Fact]
    public async Task A_restart_goes_on_with_the_stored_user_token()
    {
        await using XboxWorld world = await XboxWorld.StartAsync(AzureWorld.Immediately);
        await AzureWorld.SignInAsync(world, []);
        world.Emulator.Log.Clear();
        XboxAccount me = await AzureWorld.SignInAsync(world, []);
        await me.GetXstsTokenAsync(Minecraft);
        Assert.Equal("xsts.authorize", world.Steps());
    }

    private static string[] Members(JsonElement element) => [.. element.EnumerateObject().Select(static one => one.Name).Order(StringComparer.Ordinal)];

    private static string? Text(JsonElement element, params string[] path) => path.Aggregate(element, static (at, name) => at.GetProperty(name)).GetString();
}
