using System.Text.Json.Nodes;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Xbox.Profile;

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
            EmulatedRoute.At("POST", Batch, XboxSteps.ProfileBatch, host.ReadBatch),
            new EmulatedRoute("GET", IsOneUser, _ => XboxSteps.Profile, host.ReadOne));
    }

    private ApiDemands Demands => new(authority.Options.Freshness.Profile);

    private static bool IsOneUser(string path) =>
        path != Batch && path.StartsWith(Prefix, StringComparison.Ordinal) && path.EndsWith(Suffix, StringComparison.Ordinal)
        && path.Length > Prefix.Length + Suffix.Length && !UserOf(path).Contains('/', StringComparison.Ordinal);

    private static string UserOf(string path) => path[Prefix.Length..^Suffix.Length];

    private Reply ReadOne(Exchange exchange)
    {
        (EmulatedPlayer? caller, Reply? refusal) = ApiAuthorization.Check(authority, exchange, Demands);
        if (refusal is not null) return refusal;
        string[] settings = exchange.Query["settings"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        EmulatedPlayer? player = UserOf(exchange.Path) switch
        {
            ['g', 't', '(', .. string gamertag, ')'] => authority.People.Called(gamertag),
            var segment => authority.People.InPath(segment, caller!),
        };
        return Answer(exchange, player is null ? [] : [player], settings, wanted: 1);
    }

    private Reply ReadBatch(Exchange exchange)
    {
        (_, Reply? refusal) = ApiAuthorization.Check(authority, exchange, Demands);
        if (refusal is not null) return refusal;
        XboxBody? body = XboxBody.Parse(exchange.Body);
        if (body?.Texts("userIds") is not { Count: > 0 } ids || body.Texts("settings") is not { } settings)
            return XboxReply.Malformed(exchange, "userIds and settings must be arrays of texts");
        return Answer(exchange, [.. ids.Select(authority.People.Find).OfType<EmulatedPlayer>()], settings, ids.Count);
    }

    private static Reply Answer(Exchange exchange, IReadOnlyList<EmulatedPlayer> players, IReadOnlyList<string> settings, int wanted)
    {
        if (settings.FirstOrDefault(name => !ProfileSettings.Knows(name)) is { } stranger)
            return XboxReply.Malformed(exchange, $"the profile service has no setting '{stranger}'");
        if (players.Count < wanted) return XboxReply.NotFound(exchange, "no such player");
        return Reply.Of(200, new JsonObject
        {
            ["profileUsers"] = new JsonArray([.. players.Select(player => ProfileSettings.Of(player, settings))]),
            ["emulated"] = true,
        });
    }
}
