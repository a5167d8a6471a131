using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GameAuth.Pd2.Tests;

/// <summary>Listings, offers and stashes of the scripted service.</summary>
internal sealed class ScriptedMarket
{
    private readonly ConcurrentDictionary<string, JsonObject> _listings = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, JsonObject> _offers = new(StringComparer.Ordinal);
    private int _number;

    public const string Item = """
        {"hash":"emu-hash-1","name":"Emu Ring","quality":{"name":"Unique"},"is_ethereal":false,"is_identified":true,"corrupted":false,"graphic_id":7,"corruptions":null,
         "modifiers":[{"name":"all_resist","values":[15],"label":"All Resistances +15","priority":1,"min":10,"max":20},{"name":"fcr","values":[10,"odd"],"label":7},"odd"]}
        """;

    /// <summary>Puts listings of another player up.</summary>
    public void Fill(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Put("000000000000000000000002", JsonNode.Parse(Item)!.AsObject());
        }
    }

    public JsonObject Put(string seller, JsonObject item)
    {
        string id = string.Create(CultureInfo.InvariantCulture, $"0000000000000000000a{++_number:D4}");
        JsonObject listing = new()
        {
            ["_id"] = id,
            ["user_id"] = seller,
            ["type"] = "item",
            ["is_hardcore"] = false,
            ["is_ladder"] = true,
            ["item"] = item,
            ["price"] = "obo",
            ["hr_price"] = 1.5,
            ["bumped_at"] = "2026-01-02T03:04:05.678Z",
            ["created_at"] = "2026-01-02T03:04:05.678Z",
            ["user"] = new JsonObject { ["_id"] = seller, ["username"] = "EmuSeller" },
        };
        _listings[id] = listing;
        return listing;
    }

    public void Offer(string listing) =>
        _listings[listing]["offers"] = new JsonArray(new JsonObject { ["_id"] = "0000000000000000000b0001", ["listing_id"] = listing, ["offer"] = "2 Ist", ["hr_offer"] = 2, ["user"] = new JsonObject { ["username"] = "EmuBidder" } });

    public ScriptedReply Answer(ServiceCall call, string player) => call.Step switch
    {
        "find market/listing" => Find(call),
        "get market/listing" => _listings.TryGetValue(call.Id!, out JsonObject? found) ? ScriptedReply.Of(found.ToJsonString()) : ScriptedReply.Error(404, "NotFound"),
        "create market/listing" => ScriptedReply.Of(Merge(Put(player, new JsonObject()), call.Data)),
        "patch market/listing" => _listings.TryGetValue(call.Id!, out JsonObject? changed) ? ScriptedReply.Of(Merge(changed, call.Data)) : ScriptedReply.Error(404, "NotFound"),
        "remove market/listing" => _listings.TryRemove(call.Id!, out JsonObject? removed) ? ScriptedReply.Of(removed.ToJsonString()) : ScriptedReply.Error(404, "NotFound"),
        "create market/offer" => ScriptedReply.Of(Merge(NewOffer(player), call.Data)),
        "patch market/offer" => _offers.TryGetValue(call.Id!, out JsonObject? offer) ? ScriptedReply.Of(Merge(offer, call.Data)) : ScriptedReply.Error(404, "NotFound"),
        "get game/stash" => call.Id == "Nobody" ? ScriptedReply.Error(404, "NotFound") : ScriptedReply.Of($$"""{"file":"emu","stats":{},"currency":{"hr":3},"items":[{{Item}},"odd",{"hash":7,"name":null}]}"""),
        _ => ScriptedReply.Error(404, "NotFound"),
    };

    private ScriptedReply Find(ServiceCall call)
    {
        (int limit, int skip, string? seller) = call.IsOverSocket ? OfJson(call.Query) : OfAddress(call.Query);
        JsonObject[] all = [.. _listings.Values.Where(one => seller is null || (string?)one["user_id"] == seller).OrderBy(static one => (string?)one["_id"], StringComparer.Ordinal)];
        JsonObject page = new()
        {
            ["total"] = all.Length,
            ["limit"] = limit,
            ["skip"] = skip,
            ["data"] = new JsonArray([.. all.Skip(skip).Take(limit).Select(static one => one.DeepClone())]),
        };
        return ScriptedReply.Of(page.ToJsonString());
    }

    private static (int Limit, int Skip, string? Seller) OfJson(string query)
    {
        JsonElement read = JsonSerializer.Deserialize<JsonElement>(query);
        return (read.GetProperty("$limit").GetInt32(), read.GetProperty("$skip").GetInt32(), read.TryGetProperty("user_id", out JsonElement seller) ? seller.GetString() : null);
    }

    private static (int Limit, int Skip, string? Seller) OfAddress(string query)
    {
        Dictionary<string, string> read = ScriptedService.Parse(query.TrimStart('?'));
        return (int.Parse(read["$limit"], CultureInfo.InvariantCulture), int.Parse(read["$skip"], CultureInfo.InvariantCulture), read.GetValueOrDefault("user_id"));
    }

    private JsonObject NewOffer(string player)
    {
        string id = string.Create(CultureInfo.InvariantCulture, $"0000000000000000000b{++_number:D4}");
        return _offers[id] = new JsonObject { ["_id"] = id, ["user_id"] = player };
    }

    private static string Merge(JsonObject into, string data)
    {
        foreach ((string name, JsonNode? value) in JsonNode.Parse(data)!.AsObject())
        {
            into[name] = value?.DeepClone();
        }

        return into.ToJsonString();
    }
}
