using System.Net;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Minecraft;

public sealed class What_a_player_may_play : EmulatorTest
{
    private const string Store = "/entitlements/mcstore";
    private const string Licenses = "/entitlements/license?requestId=00000000-0000-4000-8000-000000000001";

    protected override void Configure(EmulatorOptions options)
    {
        options.Players.Add(EmulatedPlayer.Default);
        options.Players.Add(Player("EmuPass", "2814600000000010", MinecraftLicense.GamePass));
        options.Players.Add(Player("EmuNone", "2814600000000011", MinecraftLicense.None));
    }

    [Theory]
    [InlineData("EmuPlayer1", Store, "product_minecraft,game_minecraft")]
    [InlineData("EmuPlayer1", Licenses, "product_minecraft PURCHASE,game_minecraft PURCHASE")]
    [InlineData("EmuPass", Store, "")]
    [InlineData("EmuPass", Licenses, "product_minecraft GAMEPASS,game_minecraft GAMEPASS")]
    [InlineData("EmuNone", Store, "")]
    [InlineData("EmuNone", Licenses, "")]
    public async Task Is_what_was_bought_or_subscribed_to(string player, string target, string items)
    {
        WireAnswer answer = await GetAsync(player, target);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(items, string.Join(',', answer.Json["items"]!.AsArray().Select(item => $"{item!["name"]} {item["source"]}".TrimEnd())));
        Assert.Equal("1", answer["keyId"]);
    }

    [Fact]
    public async Task Is_signed_item_by_item_and_as_a_whole()
    {
        WireAnswer answer = await GetAsync("EmuPlayer1", Store);

        WireJwt whole = new(answer["signature"]);
        Assert.Equal("""{"alg":"ES384","kid":"1"}""", whole.Header.ToJsonString());
        Assert.Equal("""[{"name":"product_minecraft"},{"name":"game_minecraft"}]""", whole.Payload["entitlements"]!.ToJsonString());
        long now = Time.GetUtcNow().ToUnixTimeSeconds();
        Assert.Equal((now, now + 172_800), (whole.Payload["iat"]!.GetValue<long>(), whole.Payload["exp"]!.GetValue<long>()));
        Assert.All(answer.Json["items"]!.AsArray(), item =>
            Assert.Equal(item!["name"]!.GetValue<string>(), new WireJwt(item["signature"]!.GetValue<string>()).Payload["name"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Is_asked_for_by_a_request_id_which_comes_back()
    {
        WireAnswer answer = await GetAsync("EmuPlayer1", Licenses);

        Assert.Equal("00000000-0000-4000-8000-000000000001", answer["requestId"]);
        Assert.Equal(HttpStatusCode.BadRequest, (await GetAsync("EmuPlayer1", "/entitlements/license")).Status);
    }

    [Fact]
    public async Task Is_no_reason_to_refuse_a_sign_in()
    {
        WireAnswer profile = await GetAsync("EmuNone", "/minecraft/profile");

        Assert.Equal("EmuNone", profile["name"]);
    }

    private static EmulatedPlayer Player(string gamertag, string xuid, MinecraftLicense license) =>
        new() { Gamertag = gamertag, Xuid = xuid, Minecraft = new EmulatedMinecraft { License = license } };

    private async Task<WireAnswer> GetAsync(string player, string target)
    {
        Emulator.SignIns.Default = new SignInScript { Player = player };
        return await Client.MinecraftGetAsync(target, "Bearer " + await Client.MinecraftTokenAsync());
    }
}
