using System.Net;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Minecraft;

public sealed class Who_a_player_is_in_java
{
    private static readonly Guid Chosen = new("00000000-0000-4000-8000-0000000000aa");

    [Fact]
    public async Task Is_named_like_the_gamertag_under_an_id_that_stays()
    {
        WireAnswer first = await ProfileAsync(EmulatedPlayer.Default);
        WireAnswer second = await ProfileAsync(EmulatedPlayer.Default);

        Assert.Equal("EmuPlayer1", first["name"]);
        Assert.Matches("^[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}$", first["id"]);
        Assert.Equal(first["id"], second["id"]);
        Assert.Equal(["id", "name", "skins", "capes", "profileActions", "emulated"], first.Json.AsObject().Select(one => one.Key));
    }

    [Fact]
    public async Task Has_a_skin_and_a_cape_with_addresses()
    {
        WireAnswer profile = await ProfileAsync(EmulatedPlayer.Default);

        JsonObject skin = profile.Json["skins"]![0]!.AsObject();
        Assert.Equal(["id", "state", "url", "textureKey", "variant"], skin.Select(one => one.Key));
        Assert.Equal(("ACTIVE", "CLASSIC"), (skin["state"]!.GetValue<string>(), skin["variant"]!.GetValue<string>()));
        Assert.Matches("^http://textures\\.minecraft\\.net/texture/[0-9a-f]{64}$", skin["url"]!.GetValue<string>());
        Assert.EndsWith("/" + skin["textureKey"]!.GetValue<string>(), skin["url"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(["id", "state", "url", "alias"], profile.Json["capes"]![0]!.AsObject().Select(one => one.Key));
    }

    [Theory]
    [InlineData("Ada Emu#12", "AdaEmu12")]
    [InlineData("A_very_long_gamertag", "A_very_long_game")]
    [InlineData("エミュ", "Player0000000010")]
    public async Task Has_a_name_that_the_game_allows(string gamertag, string name) =>
        Assert.Equal(name, (await ProfileAsync(Player(new EmulatedMinecraft(), gamertag)))["name"]);

    [Fact]
    public async Task Is_what_the_options_say()
    {
        WireAnswer profile = await ProfileAsync(Player(new EmulatedMinecraft { ProfileName = "Emu_Ada", ProfileId = Chosen }));

        Assert.Equal(("Emu_Ada", "000000000000400080000000000000aa"), (profile["name"], profile["id"]));
    }

    [Theory]
    [InlineData(MinecraftLicense.Purchase)]
    [InlineData(MinecraftLicense.None)]
    public async Task Is_nobody_before_a_name_is_chosen(MinecraftLicense license)
    {
        WireAnswer profile = await ProfileAsync(Player(new EmulatedMinecraft { License = license, HasProfile = false }));

        Assert.Equal(HttpStatusCode.NotFound, profile.Status);
        Assert.Equal(
            """{"path":"/minecraft/profile","errorType":"NOT_FOUND","error":"NOT_FOUND","errorMessage":"The server has not found anything matching the request URI","developerMessage":"The server has not found anything matching the request URI"}""",
            profile.Text);
    }

    private static EmulatedPlayer Player(EmulatedMinecraft minecraft, string gamertag = "EmuAda") =>
        new() { Gamertag = gamertag, Xuid = "2814600000000010", Minecraft = minecraft };

    private static async Task<WireAnswer> ProfileAsync(EmulatedPlayer player)
    {
        await using GameAuthEmulator emulator = await GameAuthEmulator.StartAsync(new EmulatorOptions { Players = { player } });
        using WireClient client = new(emulator);
        return await client.MinecraftGetAsync("/minecraft/profile", "Bearer " + await client.MinecraftTokenAsync());
    }
}
