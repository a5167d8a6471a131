using System.Text.Json.Nodes;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Xbox.Minecraft;

/// <summary>GET /minecraft/profile: who the player is in Java Edition, or 404 for somebody who has not chosen a name.</summary>
internal static class MinecraftProfile
{
    // Live textures are on plain http too, under the SHA-256 of the image.
    private const string Textures = "http://textures.minecraft.net/texture/";

    public static Reply Read(Exchange exchange, EmulatedPlayer player)
    {
        if (!player.Minecraft.HasProfile) return MinecraftReply.NotFound(exchange, exchange.Path, "the player has no Java profile");
        JsonObject skin = Texture("skin", player);
        skin["textureKey"] = TextureKey("skin", player);
        skin["variant"] = "CLASSIC";
        JsonObject cape = Texture("cape", player);
        cape["alias"] = "Emulator";
        return Reply.Of(200, new JsonObject
        {
            ["id"] = MinecraftNames.ProfileId(player).ToString("N"),
            ["name"] = MinecraftNames.ProfileName(player),
            ["skins"] = new JsonArray(skin),
            ["capes"] = new JsonArray(cape),
            ["profileActions"] = new JsonObject(),
            ["emulated"] = true,
        });
    }

    private static JsonObject Texture(string what, EmulatedPlayer player) => new()
    {
        ["id"] = MinecraftNames.Made(what, player).ToString("D"),
        ["state"] = "ACTIVE",
        ["url"] = Textures + TextureKey(what, player),
    };

    private static string TextureKey(string what, EmulatedPlayer player) =>
        $"{MinecraftNames.Made(what + " texture", player):N}{MinecraftNames.Made(what + " texture rest", player):N}";
}
