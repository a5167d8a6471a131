using System.Text.Json.Nodes;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Xbox.Minecraft;

/// <summary>The two lists of what a player may play: what was bought in the store, and every license with its source.</summary>
internal sealed class MinecraftEntitlements(MinecraftKey key)
{
    private const string KeyId = "1";

    private static readonly string[] Game = ["product_minecraft", "game_minecraft"];

    /// <summary>GET /entitlements/mcstore: a subscription is not in it.</summary>
    public Reply Store(Exchange exchange, EmulatedPlayer player)
    {
        string[] owned = player.Minecraft.License is MinecraftLicense.Purchase ? Game : [];
        return Answer(exchange, player, owned, name => new JsonObject
        {
            ["name"] = name,
            ["signature"] = key.Sign("kid", KeyId, new JsonObject { ["signerId"] = player.Xuid, ["name"] = name }),
        });
    }

    /// <summary>GET /entitlements/license: with the source of each.</summary>
    public Reply Licenses(Exchange exchange, EmulatedPlayer player)
    {
        string requestId = exchange.Query["requestId"].ToString();
        if (requestId.Length == 0) { return MinecraftReply.Malformed(exchange, exchange.Path, "the query must have a requestId"); }
        string? source = player.Minecraft.License switch
        {
            MinecraftLicense.Purchase => "PURCHASE",
            MinecraftLicense.GamePass => "GAMEPASS",
            _ => null,
        };
        Reply reply = Answer(exchange, player, source is null ? [] : Game, name => new JsonObject { ["name"] = name, ["source"] = source });
        reply.Json!["requestId"] = requestId;
        return reply;
    }

    private Reply Answer(Exchange exchange, EmulatedPlayer player, string[] names, Func<string, JsonObject> itemOf)
    {
        long now = exchange.Now.ToUnixTimeSeconds();
        return Reply.Of(200, new JsonObject
        {
            ["items"] = List(names, itemOf),
            ["signature"] = key.Sign("kid", KeyId, new JsonObject
            {
                ["entitlements"] = List(names, name => new JsonObject { ["name"] = name }),
                ["signerId"] = player.Xuid,
                ["nbf"] = now - 180,
                ["exp"] = now + (48 * 60 * 60),
                ["iat"] = now,
            }),
            ["keyId"] = KeyId,
            ["emulated"] = true,
        });
    }

    private static JsonArray List(string[] names, Func<string, JsonObject> itemOf) => new([.. names.Select(name => (JsonNode)itemOf(name))]);
}
