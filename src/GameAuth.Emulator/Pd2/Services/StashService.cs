using System.Globalization;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Pd2.Feathers;

namespace GameAuth.Emulator.Pd2.Services;

/// <summary><c>game/stash</c>: what lies in the stash of a game account of the caller, by mode and ladder.</summary>
internal sealed class StashService(Pd2Authority authority) : Pd2Service("game/stash", "stash", "stash", FeathersMethod.Get)
{
    private readonly Dictionary<string, List<EmulatedPd2Stash>> _stashes = authority.Owners.ToDictionary(player => player.Id, player => player.Stashes.ToList(), StringComparer.Ordinal);

    /// <summary>Puts a stash in the place of what was there.</summary>
    public void Put(EmulatedPd2Player player, EmulatedPd2Stash stash)
    {
        List<EmulatedPd2Stash> all = _stashes[player.Id];
        all.RemoveAll(one => one.Is(stash.Account, stash.IsHardcore, stash.IsLadder));
        all.Add(stash);
    }

    public override JsonNode Answer(Pd2Call call)
    {
        // With an OAuth token the player's id stands for the first account.
        string account = call.Feathers.Id == call.Player.Id && call.Login!.Family is not null ? call.Player.FirstAccount ?? "" : call.Feathers.Id ?? "";
        if (!call.Player.Owns(account)) { throw new FeathersException(404, "Account not found"); }
        bool isHardcore = !(Flag(call, "softcore") ?? true);
        bool isLadder = Flag(call, "ladder") ?? true;
        EmulatedPd2Stash? stash = _stashes[call.Player.Id].FirstOrDefault(one => one.Is(account, isHardcore, isLadder));
        return new JsonObject
        {
            ["file"] = new JsonObject { ["account"] = account.ToLowerInvariant(), ["hardcore"] = isHardcore, ["ladder"] = isLadder, ["updated_at"] = Pd2Text.Time(call.Now) },
            ["stats"] = new JsonObject { ["gold"] = 0 }, ["currency"] = new JsonObject(),
            ["items"] = new JsonArray([.. (stash?.Items ?? []).Select(ItemJson.Of)]),
            ["emulated"] = true,
        };
    }

    private static bool? Flag(Pd2Call call, string name) => call.Feathers.Query[name]?.ToString() switch
    {
        null => null,
        "true" => true,
        "false" => false,
        _ => throw new FeathersException(400, $"{name} must be true or false"),
    };
}

/// <summary>What of the game everybody may ask for: who is there, an account, a character, a season.</summary>
internal sealed class PublicGameService : Pd2Service
{
    private readonly Func<FeathersCall, JsonObject?> _answer;

    private PublicGameService(string path, string noun, string method, Func<FeathersCall, JsonObject?> answer)
        : base(path, noun, null, method)
    {
        _answer = answer;
        IsPublic = true;
    }

    public static IEnumerable<PublicGameService> All(Pd2Authority authority)
    {
        string? Known(string? name) => authority.Owners.SelectMany(player => player.GameAccounts).FirstOrDefault(one => string.Equals(one, name, StringComparison.OrdinalIgnoreCase));
        return
        [
            new("game/online", "online", FeathersMethod.Find, _ => new JsonObject { ["total"] = authority.Hub.Connections.Count, ["emulated"] = true }),
            new("game/account", "account", FeathersMethod.Get, call => Known(call.Id) is { } account ? new JsonObject { ["name"] = account, ["characters"] = new JsonArray(), ["emulated"] = true } : null),
            new("game/character", "character", FeathersMethod.Get, call => Known(call.Id) is { } account
                ? new JsonObject { ["character"] = new JsonObject { ["name"] = account, ["level"] = 99, ["class"] = new JsonObject { ["id"] = 1, ["name"] = "Sorceress" } }, ["emulated"] = true }
                : null),
            new("game/season", "season", FeathersMethod.Find, call => new JsonObject
            {
                ["season"] = int.TryParse(call.Query["season"]?.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out int season) ? season : 12, ["emulated"] = true,
            }),
        ];
    }

    public override JsonNode Answer(Pd2Call call) => _answer(call.Feathers) ?? throw new FeathersException(404, $"No record found for id '{call.Feathers.Id}'");
}

/// <summary>Items as the service writes them: members of unsteady types, and more of them than anybody documents.</summary>
internal static class ItemJson
{
    public static JsonObject Of(EmulatedPd2Item item)
    {
        JsonObject json = new()
        {
            ["hash"] = item.Hash, ["name"] = item.Name, ["base_code"] = "emu", ["quality"] = new JsonObject { ["id"] = 7, ["name"] = item.Quality }, ["item_level"] = 85, ["graphic_id"] = 3,
            ["is_ethereal"] = item.IsEthereal, ["is_identified"] = true, ["is_runeword"] = false, ["socketed"] = new JsonArray(),
            ["corrupted"] = item.IsCorrupted, ["corruptions"] = item.IsCorrupted ? new JsonArray() : null,
            ["modifiers"] = new JsonArray([.. item.Modifiers.Select(one => (JsonNode)new JsonObject
            {
                ["name"] = one.Key, ["values"] = new JsonArray(one.Value), ["label"] = string.Create(CultureInfo.InvariantCulture, $"+{one.Value} {one.Key}"), ["priority"] = 100,
            })]),
            ["emulated"] = true,
        };
        foreach ((string name, JsonNode? value) in item.More ?? []) { json[name] = value?.DeepClone(); }
        return json;
    }

    public static JsonObject Listing(EmulatedPd2Player player, EmulatedPd2Listing listing, DateTimeOffset bumped)
    {
        JsonObject item = Of(listing.Item);
        item["account_id"] = player.FirstAccount;
        item["is_hardcore"] = listing.IsHardcore;
        item["is_ladder"] = listing.IsLadder;
        return new JsonObject
        {
            ["user_id"] = player.Id, ["type"] = "item", ["is_hardcore"] = listing.IsHardcore, ["is_ladder"] = listing.IsLadder, ["item"] = item,
            ["price"] = listing.Price, ["hr_price"] = listing.HrPrice, ["bumped_at"] = Pd2Text.Time(bumped), ["accepted_offer_id"] = null,
        };
    }
}
