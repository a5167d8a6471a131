using System.Text.Json.Nodes;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Xbox.Api;

/// <summary>social.xboxlive.com: how many people a player follows and is followed by.</summary>
internal sealed class SocialHost(XboxAuthority authority)
{
    private const int MostFriends = 1000;

    public static EmulatedHost Of(XboxAuthority authority) => new("social", "social.xboxlive.com",
        EmulatedRoute.Under("GET", "/users/{user}/summary", XboxSteps.Summary,
            ApiAuthorization.For(authority, new ApiDemands(freshness => freshness.Social) { Contracts = ["2"] }, new SocialHost(authority).Summary)));

    private Reply Summary(Exchange exchange, EmulatedPlayer caller)
    {
        XboxPeople people = authority.People;
        if (people.InPath(exchange.Places[0], caller) is not { } target) return XboxReply.NotFound(exchange, "no such player");
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
