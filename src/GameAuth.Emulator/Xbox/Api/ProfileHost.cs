using System.Globalization;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Xbox.Api;

/// <summary>profile.xboxlive.com: the API that proves that an XSTS token works.</summary>
internal sealed class ProfileHost(XboxAuthority authority)
{
    private const string Prefix = "/users/";
    private const string Suffix = "/profile/settings";
    private const string Batch = "/users/batch/profile/settings";

    public static EmulatedHost Of(XboxAuthority authority)
    {
        ProfileHost host = new(authority);
        return new EmulatedHost("profile", "profile.xboxlive.com",
            EmulatedRoute.At("POST", Batch, XboxSteps.ProfileBatch, host.For(host.ReadBatch)),
            new EmulatedRoute("GET", IsOneUser, _ => XboxSteps.Profile, host.For(host.ReadOne)));
    }

    private Func<Exchange, Reply> For(Func<Exchange, EmulatedPlayer, Reply> answer) =>
        ApiAuthorization.For(authority, new ApiRequirements(freshness => freshness.Profile), answer);

    private static bool IsOneUser(string path) =>
        path != Batch && path.StartsWith(Prefix, StringComparison.Ordinal) && path.EndsWith(Suffix, StringComparison.Ordinal)
        && path.Length > Prefix.Length + Suffix.Length && !UserOf(path).Contains('/', StringComparison.Ordinal);

    private static string UserOf(string path) => path[Prefix.Length..^Suffix.Length];

    private Reply ReadOne(Exchange exchange, EmulatedPlayer caller)
    {
        string[] settings = exchange.Query["settings"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        EmulatedPlayer? player = UserOf(exchange.Path) switch
        {
            ['g', 't', '(', .. string gamertag, ')'] => authority.People.Called(gamertag),
            var segment => authority.People.InPath(segment, caller),
        };
        return Answer(exchange, player is null ? [] : [player], settings, wanted: 1);
    }

    private Reply ReadBatch(Exchange exchange, EmulatedPlayer caller)
    {
        XboxBody? body = XboxBody.Parse(exchange.Body);
        if (body?.Texts("userIds") is not { Count: > 0 } ids || body.Texts("settings") is not { } settings)
        {
            return XboxReply.Malformed(exchange, "userIds and settings must be arrays of texts");
        }

        return Answer(exchange, [.. ids.Select(authority.People.Find).OfType<EmulatedPlayer>()], settings, ids.Count);
    }

    private static Reply Answer(Exchange exchange, IReadOnlyList<EmulatedPlayer> players, IReadOnlyList<string> settings, int wanted)
    {
        if (settings.FirstOrDefault(name => !ProfileSettings.Knows(name)) is { } stranger)
        {
            return XboxReply.Malformed(exchange, $"the profile service has no setting '{stranger}'");
        }

        if (players.Count < wanted) { return XboxReply.NotFound(exchange, "no such player"); }
        return Reply.Of(200, new JsonObject
        {
            ["profileUsers"] = new JsonArray([.. players.Select(player => ProfileSettings.Of(player, settings))]),
            ["emulated"] = true,
        });
    }
}

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
