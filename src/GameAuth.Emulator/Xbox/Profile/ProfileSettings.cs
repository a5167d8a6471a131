using System.Globalization;
using System.Text.Json.Nodes;

namespace GameAuth.Emulator.Xbox.Profile;

/// <summary>The settings of a profile; every value is a string, the gamerscore too.</summary>
internal static class ProfileSettings
{
    private static readonly Dictionary<string, Func<EmulatedPlayer, string>> Values = new(StringComparer.Ordinal)
    {
        ["GameDisplayName"] = player => player.Gamertag,
        ["AppDisplayName"] = player => player.Gamertag,
        ["Gamertag"] = player => player.Gamertag,
        ["ModernGamertag"] = player => player.Gamertag,
        ["ModernGamertagSuffix"] = _ => "",
        ["UniqueModernGamertag"] = player => player.Gamertag,
        ["Gamerscore"] = player => player.Gamerscore.ToString(CultureInfo.InvariantCulture),
        ["GameDisplayPicRaw"] = _ => "https://images-eds.xboxlive.com/image?url=emulator&format=png",
        ["AccountTier"] = _ => "Silver",
        ["TenureLevel"] = _ => "0",
        ["XboxOneRep"] = _ => "GoodPlayer",
        ["Bio"] = _ => "Lives in an emulator.",
        ["Location"] = _ => "Loopback",
        ["RealName"] = _ => "",
        ["PreferredColor"] = _ => "https://dlassets-ssl.xboxlive.com/public/content/ppl/colors/00000.json",
    };

    public static bool Knows(string name) => Values.ContainsKey(name);

    public static JsonNode Of(EmulatedPlayer player, IReadOnlyList<string> settings) => new JsonObject
    {
        ["id"] = player.Xuid,
        ["hostId"] = player.Xuid,
        ["settings"] = new JsonArray([.. settings.Select(name => (JsonNode)new JsonObject { ["id"] = name, ["value"] = Values[name](player) })]),
        ["isSponsoredUser"] = false,
    };
}
