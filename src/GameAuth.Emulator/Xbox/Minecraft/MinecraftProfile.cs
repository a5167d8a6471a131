using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
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
        if (!player.Minecraft.HasProfile) { return MinecraftReply.NotFound(exchange, exchange.Path, "the player has no Java profile"); }
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

/// <summary>The names and ids of a player in Minecraft; all are the same in every run.</summary>
internal static class MinecraftNames
{
    private const int LongestName = 16;

    /// <summary>The profile's own name, or the gamertag without what such a name cannot have.</summary>
    public static string ProfileName(EmulatedPlayer player)
    {
        if (player.Minecraft.ProfileName is { } name) { return name; }
        string made = string.Concat(player.Gamertag.Where(one => char.IsAsciiLetterOrDigit(one) || one == '_').Take(LongestName));
        return made.Length > 0 ? made : "Player" + player.Xuid[^Math.Min(player.Xuid.Length, LongestName - "Player".Length)..];
    }

    public static Guid ProfileId(EmulatedPlayer player) => player.Minecraft.ProfileId ?? Made("profile", player);

    /// <summary>The account is not the player: its id is another one.</summary>
    public static Guid AccountId(EmulatedPlayer player) => Made("account", player);

    /// <summary>The id of a thing of the player's, such as a skin.</summary>
    public static Guid Made(string what, EmulatedPlayer player) =>
        Uuid(SHA256.HashData(Encoding.UTF8.GetBytes($"minecraft {what} {player.Xuid}")), version: 4);

    /// <summary>Bedrock's own derivation, which servers repeat: a name-based UUID of the xuid (RFC 9562 section 5.3).</summary>
    [SuppressMessage("Security", "CA5351:Do Not Use Broken Cryptographic Algorithms", Justification = "A version 3 UUID is made with MD5; nothing rests on its strength.")]
    public static Guid BedrockIdentity(EmulatedPlayer player) =>
        Uuid(MD5.HashData(Encoding.UTF8.GetBytes("pocket-auth-1-xuid:" + player.Xuid)), version: 3);

    private static Guid Uuid(byte[] hash, int version)
    {
        hash[6] = (byte)((hash[6] & 0x0f) | (version << 4));
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }
}
