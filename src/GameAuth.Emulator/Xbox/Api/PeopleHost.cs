using System.Text.Json.Nodes;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Xbox.Api;

/// <summary>peoplehub.xboxlive.com: a player's friends, and any people by xuid. It answers nobody who names no language.</summary>
internal sealed class PeopleHost(XboxAuthority authority)
{
    public static EmulatedHost Of(XboxAuthority authority)
    {
        PeopleHost host = new(authority);
        return new EmulatedHost("peoplehub", "peoplehub.xboxlive.com",
            EmulatedRoute.Under("GET", "/users/{user}/people/social/decoration/{fields}", XboxSteps.Friends, host.For(host.Friends)),
            EmulatedRoute.Under("GET", "/users/me/people/xuids({xuids})/decoration/{fields}", XboxSteps.PeopleBatch, host.For(host.ByPath)),
            EmulatedRoute.Under("POST", "/users/me/people/batch/decoration/{fields}", XboxSteps.PeopleBatch, host.For(host.ByBody)));
    }

    private Func<Exchange, Reply> For(Func<Exchange, EmulatedPlayer, Reply> answer) =>
        ApiAuthorization.For(authority, new ApiRequirements(freshness => freshness.PeopleHub) { Contracts = ["1", "2", "3", "4", "5"], Language = true }, answer);

    private Reply Friends(Exchange exchange, EmulatedPlayer caller)
    {
        return authority.People.InPath(exchange.Places[0], caller) is { } player
            ? Answer(caller, player.Friends.Select(friend => friend.Xuid), exchange.Places[1])
            : XboxReply.NotFound(exchange, "no such player");
    }

    private Reply ByPath(Exchange exchange, EmulatedPlayer caller)
    {
        return Answer(caller, exchange.Places[0].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), exchange.Places[1]);
    }

    private Reply ByBody(Exchange exchange, EmulatedPlayer caller)
    {
        return XboxBody.Parse(exchange.Body)?.Texts("xuids") is { Count: > 0 } xuids
            ? Answer(caller, xuids, exchange.Places[0])
            : XboxReply.Malformed(exchange, "xuids must be an array of texts");
    }

    /// <summary>People whom nobody knows are left out.</summary>
    private Reply Answer(EmulatedPlayer caller, IEnumerable<string> xuids, string fields)
    {
        string[] decorations = [.. fields.Split(',').Select(field => field.Trim().ToLowerInvariant())];
        IEnumerable<EmulatedPlayer> found = xuids.Distinct(StringComparer.Ordinal).Select(authority.People.Find).OfType<EmulatedPlayer>();
        return Reply.Of(200, new JsonObject
        {
            ["people"] = new JsonArray([.. found.Select(person => (JsonNode)PersonJson.Of(authority.People, caller, person, decorations))]),
            ["recommendationSummary"] = null,
            ["friendFinderState"] = null,
            ["accountLinkDetails"] = null,
            ["emulated"] = true,
        });
    }
}

/// <summary>A person as peoplehub tells the caller: the presence details alone have their members in Pascal case.</summary>
internal static class PersonJson
{
    public static JsonObject Of(XboxPeople people, EmulatedPlayer caller, EmulatedPlayer person, IReadOnlyList<string> decorations)
    {
        EmulatedFriend? friend = caller.Friends.FirstOrDefault(one => one.Xuid == person.Xuid);
        EmulatedPresence presence = person.PresenceFor(caller.Xuid);
        return new JsonObject
        {
            ["xuid"] = person.Xuid,
            ["isFavorite"] = friend?.IsFavorite ?? false,
            ["isFollowingCaller"] = people.Follows(person.Xuid, caller.Xuid),
            ["isFollowedByCaller"] = friend is not null,
            ["isIdentityShared"] = false,
            ["addedDateTimeUtc"] = friend is null ? null : "2025-10-26T18:11:03.6689508Z",
            ["displayName"] = person.Gamertag,
            ["realName"] = "",
            ["displayPicRaw"] = "https://images-eds-ssl.xboxlive.com/image?url=emulator&format=png",
            ["showUserAsAvatar"] = "1",
            ["gamertag"] = person.Gamertag,
            ["gamerScore"] = XboxText.Of(person.Gamerscore),
            ["modernGamertag"] = person.Gamertag,
            ["modernGamertagSuffix"] = "",
            ["uniqueModernGamertag"] = person.Gamertag,
            ["xboxOneRep"] = "GoodPlayer",
            ["presenceState"] = presence.State.ToString(),
            ["presenceText"] = TextOf(presence),
            ["presenceDevices"] = null,
            ["presenceDetails"] = decorations.Contains("presencedetail") ? Details(presence) : null,
            ["multiplayerSummary"] = decorations.Contains("multiplayersummary") ? new JsonObject { ["joinableActivities"] = new JsonArray(), ["partyDetails"] = new JsonArray(), ["inParty"] = 0 } : null,
            ["preferredColor"] = decorations.Contains("preferredcolor") ? Color() : null,
            ["detail"] = decorations.Contains("detail") ? Detail(people, person) : null,
            ["emulated"] = true,
        };
    }

    private static string TextOf(EmulatedPresence presence) => presence switch
    {
        { IsThere: false, LastSeen: null } => "Offline",
        { IsThere: false } => "Last seen: " + presence.TitleName,
        { RichPresence: { } words } => $"{presence.TitleName} - {words}",
        _ => presence.TitleName,
    };

    private static JsonArray Details(EmulatedPresence presence) => presence is { IsThere: false, LastSeen: null } ? [] : new(new JsonObject
    {
        ["IsBroadcasting"] = false,
        ["Device"] = presence.DeviceType,
        ["PresenceText"] = TextOf(presence),
        ["State"] = presence.IsThere ? "Active" : "LastSeen",
        ["TitleId"] = presence.TitleId,
        ["TitleType"] = null,
        ["IsPrimary"] = presence.IsThere,
        ["IsGame"] = presence.TitleId != new EmulatedPresence().TitleId,
        ["RichPresenceText"] = presence.RichPresence,
    });

    private static JsonObject Color() => new() { ["primaryColor"] = "107c10", ["secondaryColor"] = "102b14", ["tertiaryColor"] = "155715" };

    /// <summary>Not every detail has the two counts: here those of people who follow somebody do.</summary>
    private static JsonObject Detail(XboxPeople people, EmulatedPlayer person)
    {
        JsonObject detail = new()
        {
            ["accountTier"] = "Silver", ["bio"] = "Lives in an emulator.", ["isVerified"] = false, ["location"] = "Loopback", ["tenure"] = "0",
            ["watermarks"] = new JsonArray(), ["blocked"] = false, ["mute"] = false, ["hasGamePass"] = false,
        };
        if (person.Friends.Count == 0) { return detail; }
        detail["followerCount"] = people.FollowersOf(person.Xuid).Count();
        detail["followingCount"] = person.Friends.Count;
        return detail;
    }
}

/// <summary>social.xboxlive.com: how many people a player follows and is followed by.</summary>
internal sealed class SocialHost(XboxAuthority authority)
{
    private const int MostFriends = 1000;

    public static EmulatedHost Of(XboxAuthority authority) => new("social", "social.xboxlive.com",
        EmulatedRoute.Under("GET", "/users/{user}/summary", XboxSteps.Summary,
            ApiAuthorization.For(authority, new ApiRequirements(freshness => freshness.Social) { Contracts = ["2"] }, new SocialHost(authority).Summary)));

    private Reply Summary(Exchange exchange, EmulatedPlayer caller)
    {
        XboxPeople people = authority.People;
        if (people.InPath(exchange.Places[0], caller) is not { } target) { return XboxReply.NotFound(exchange, "no such player"); }
        return Reply.Of(200, new JsonObject
        {
            ["targetFollowingCount"] = target.Friends.Count,
            ["targetFollowerCount"] = people.FollowersOf(target.Xuid).Count(),
            ["isCallerFollowingTarget"] = people.Follows(caller.Xuid, target.Xuid),
            ["isTargetFollowingCaller"] = people.Follows(target.Xuid, caller.Xuid),
            ["hasCallerMarkedTargetAsFavorite"] = caller.Friends.Any(friend => friend.Xuid == target.Xuid && friend.IsFavorite),
            ["hasCallerMarkedTargetAsIdentityShared"] = false,
            ["legacyFriendStatus"] = "None",
            ["availablePeopleSlots"] = MostFriends - target.Friends.Count,
            ["recentChangeCount"] = 0,
            ["watermark"] = "5248264408881915420",
            ["emulated"] = true,
        });
    }
}
