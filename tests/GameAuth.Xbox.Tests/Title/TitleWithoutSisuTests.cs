using System.Text.Json;
using GameAuth.Emulator;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GameAuth.Xbox.Tests.Title;

/// <summary>A title that goes by title.auth.xboxlive.com and user.auth.xboxlive.com.</summary>
public class TitleWithoutSisuTests
{
    private const string Minecraft = "rp://api.minecraftservices.com/";

    [Fact]
    public async Task A_sign_in_goes_by_a_call_each_and_ends_with_a_profile()
    {
        await using XboxWorld world = await StartAsync();
        XboxAccount me = null!;
        Assert.Equal(
            "login.connect:200 login.poll:200 device.authenticate:200 title.authenticate:200 user.authenticate:200 xsts.authorize:200 profile.settings:200",
            await world.CallsAsync(async () => await (me = await SignInAsync(world)).GetProfileAsync()));
        Assert.Equal(world.Emulator.Players[0].Xuid, me.Xuid);
        EmulatorEvent title = world.Emulator.Log.Of("title.authenticate").Single();
        Assert.Equal((SignatureVerdict.Verified, "1"), (title.Signature, title.ContractVersion));
    }

    [Fact]
    public async Task The_bodies_have_the_ticket_and_the_three_tokens_that_belong_together()
    {
        SentRequests sent = new();
        await using XboxWorld world = await StartAsync();
        XboxAccount me = await SignInAsync(world, sent);
        string ticket = "t=" + (await me.GetMicrosoftTokenAsync()).AccessToken.Reveal();

        JsonElement title = sent.Json("/title/authenticate").GetProperty("Properties");
        JsonElement device = sent.Json("/device/authenticate").GetProperty("Properties");
        Assert.Equal(
            ["AuthMethod", "DeviceToken", "ProofKey", "RpsTicket", "SiteName"], title.EnumerateObject().Select(static one => one.Name).Order(StringComparer.Ordinal));
        Assert.Equal((ticket, "RPS", "user.auth.xboxlive.com"), (Text(title, "RpsTicket"), Text(title, "AuthMethod"), Text(title, "SiteName")));
        Assert.Equal(device.GetProperty("ProofKey").GetRawText(), title.GetProperty("ProofKey").GetRawText());
        Assert.Equal(ticket, Text(sent.Json("/user/authenticate").GetProperty("Properties"), "RpsTicket"));
        JsonElement xsts = sent.Json("/xsts/authorize").GetProperty("Properties");
        Assert.Equal(Text(title, "DeviceToken"), Text(xsts, "DeviceToken"));
        Assert.Equal(
            ["device", "title", "user"], world.Emulator.Log.Of("xsts.authorize").Single().Spent.Select(static token => token.Kind).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(XboxTokenKind.Device, "xsts.authorize:401 device.authenticate:200 title.authenticate:200 xsts.authorize:200")]
    [InlineData(XboxTokenKind.Title, "xsts.authorize:401 title.authenticate:200 xsts.authorize:200")]
    [InlineData(XboxTokenKind.User, "xsts.authorize:401 user.authenticate:200 xsts.authorize:200")]
    public async Task A_parent_that_XSTS_names_is_minted_again_with_what_is_bound_to_it(XboxTokenKind kind, string calls)
    {
        await using XboxWorld world = await StartAsync();
        XboxAccount me = await SignInAsync(world);
        Assert.True(world.Emulator.Xbox.ExpireNow(kind) > 0);
        Assert.Equal(calls, await world.CallsAsync(() => me.GetXstsTokenAsync(Minecraft).AsTask()));
    }

    [Theory]
    [InlineData(XboxTokenKind.Device, "title.authenticate:401 device.authenticate:200 title.authenticate:200 user.authenticate:200 xsts.authorize:200")]
    [InlineData(XboxTokenKind.MsaAccess, "title.authenticate:401 login.refresh:200 title.authenticate:200 user.authenticate:200 xsts.authorize:200")]
    public async Task A_parent_that_the_title_host_names_is_minted_again(XboxTokenKind kind, string calls)
    {
        await using XboxWorld world = await StartAsync(static emulator => emulator.Xbox.Lifetimes.Title = emulator.Xbox.Lifetimes.User = TimeSpan.FromHours(1));
        XboxAccount me = await SignInAsync(world);
        world.Clock.Advance(TimeSpan.FromHours(2));
        world.Emulator.Xbox.ExpireNow(kind);
        Assert.Equal(calls, await world.CallsAsync(() => me.GetXstsTokenAsync(Minecraft).AsTask()));
    }

    [Fact]
    public async Task A_device_token_that_has_ended_takes_the_title_token_with_it_and_leaves_the_user_token()
    {
        await using XboxWorld world = await StartAsync(static emulator => emulator.Xbox.Lifetimes.Device = TimeSpan.FromHours(16));
        XboxAccount me = await SignInAsync(world);
        world.Clock.Advance(TimeSpan.FromHours(17));
        Assert.Equal(
            "device.authenticate:200 title.authenticate:200 xsts.authorize:200", await world.CallsAsync(() => me.GetXstsTokenAsync(Minecraft).AsTask()));
    }

    [Fact]
    public async Task A_client_id_that_has_to_use_SISU_is_told_so()
    {
        await using XboxWorld world = await StartAsync();
        GameAuthConfigurationException error = await Assert.ThrowsAsync<GameAuthConfigurationException>(() => SignInAsync(world, clientId: "00000000402b5328"));
        Assert.Equal("title", error.Step);
        Assert.Contains("UseSisu", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restart_goes_on_with_the_stored_tokens()
    {
        await using XboxWorld world = await StartAsync();
        await SignInAsync(world);
        Assert.Equal("xsts.authorize:200", await world.CallsAsync(async () => await (await SignInAsync(world)).GetXstsTokenAsync(Minecraft)));
    }

    private static Task<XboxWorld> StartAsync(Action<EmulatorOptions>? configure = null) => XboxWorld.StartAsync(emulator =>
    {
        emulator.SignIns.Add(new SignInScript { AfterPolls = 0 });
        configure?.Invoke(emulator);
    });

    private static async Task<XboxAccount> SignInAsync(XboxWorld world, SentRequests? sent = null, string? clientId = null)
    {
        IHost host = await world.StartApplicationAsync(
            app => app.Services.AddHttpClient(GameAuthClientNames.Auth(XboxDefaults.Provider)).AddHttpMessageHandler(() => new SentRequestsHandler(sent ?? [])),
            options =>
            {
                options.UseSisu = false;
                options.ClientId = clientId ?? options.ClientId;
            });
        return await world.SignInAsync(host.Services.GetRequiredService<IXboxAuth>());
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
