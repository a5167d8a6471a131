using System.Text.Json.Nodes;
using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Psn.Party;
using GameAuth.Emulator.Psn.Voice;

namespace GameAuth.Emulator.Psn.Api;

/// <summary>m.np.playstation.com: profiles, friends and presence; trophies, parties and voice are written elsewhere.</summary>
internal sealed class ApiHost(PsnAuthority authority)
{
    private const string Users = "/api/userProfile/v1/internal/users";
    private const int LargestBatch = 500;

    public static EmulatedHost Of(PsnAuthority authority)
    {
        ApiHost host = new(authority);
        return new EmulatedHost("api", "m.np.playstation.com",
        [
            .. new TrophyApi(authority).Routes(),
            .. new PartyApi(authority).Routes(),
            .. new VoiceApi(authority).Routes(),
            EmulatedRoute.At("GET", Users + "/basicPresences", PsnSteps.Presences, host.For(host.ShowPresences)),
            EmulatedRoute.Under("GET", Users + "/{account}/basicPresences", PsnSteps.Presence, host.For(host.ShowPresence)),
            EmulatedRoute.Under("GET", Users + "/{account}/friends", PsnSteps.Friends, host.For(host.ShowFriends)),
            EmulatedRoute.Under("GET", Users + "/{account}/profiles", PsnSteps.Profile, host.For(host.ShowProfile)),
        ])
        {
            Arrived = authority.Ids.NoteRequest,
        };
    }

    private Func<Exchange, Reply> For(Func<Exchange, EmulatedPsnPlayer, Reply> answer) => ApiRequest.For(authority, needsId: true, answer);

    private Reply ShowPresence(Exchange exchange, EmulatedPsnPlayer caller) => TypeProblem(exchange) ?? Visible(exchange, caller, player => Reply.Of(200, new JsonObject
    {
        ["basicPresence"] = PresenceOf(player), ["emulated"] = true,
    }));

    private Reply ShowPresences(Exchange exchange, EmulatedPsnPlayer caller)
    {
        string[] ids = exchange.Query["accountIds"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (TypeProblem(exchange) is { } problem) { return problem; }
        if (ids.Length is 0 or > LargestBatch) { return PsnReply.Bad(exchange, "query: accountIds", "accountIds must be 1 to 500 ids"); }
        return Reply.Of(200, new JsonObject
        {
            ["basicPresences"] = new JsonArray([.. ids.Select(authority.Find).OfType<EmulatedPsnPlayer>()
                .Where(player => !player.IsPrivate || player.AccountId == caller.AccountId)
                .Select(player =>
                {
                    JsonObject presence = PresenceOf(player);
                    presence.Insert(0, "accountId", player.AccountId);
                    return (JsonNode)presence;
                })]),
            ["emulated"] = true,
        });
    }

    private Reply ShowFriends(Exchange exchange, EmulatedPsnPlayer caller)
    {
        (ApiPage? page, string? problem) = ApiPage.Read(exchange, usual: 500, most: 1000);
        if (page is null) { return PsnReply.Bad(exchange, problem!, problem!); }
        return Visible(exchange, caller, player =>
        {
            JsonObject body = new() { ["friends"] = page.Of(player.Friends, id => JsonValue.Create(id)) };
            page.Close(body, player.Friends.Count);
            return Reply.Of(200, body);
        });
    }

    private Reply ShowProfile(Exchange exchange, EmulatedPsnPlayer caller) => Visible(exchange, caller, player => Reply.Of(200, new JsonObject
    {
        ["onlineId"] = player.OnlineId,
        ["aboutMe"] = player.AboutMe,
        ["avatars"] = new JsonArray(new JsonObject { ["size"] = "m", ["url"] = "http://static-resource.example/avatar_m.png" }),
        ["languages"] = new JsonArray(player.Language),
        ["isPlus"] = player.IsPlus,
        ["isOfficiallyVerified"] = false,
        ["isMe"] = player.AccountId == caller.AccountId,
        ["emulated"] = true,
    }));

    private Reply Visible(Exchange exchange, EmulatedPsnPlayer caller, Func<EmulatedPsnPlayer, Reply> answer) =>
        PsnPeople.Visible(authority, exchange, caller, PsnError.NoUser, PsnError.NoProfileAccess, answer);

    private static Reply? TypeProblem(Exchange exchange) =>
        exchange.Query["type"] == "primary" ? null : PsnReply.Bad(exchange, "query: type", "type must be primary");

    private static JsonObject PresenceOf(EmulatedPsnPlayer player)
    {
        EmulatedPsnPresence presence = player.Presence;
        JsonObject platform = new() { ["onlineStatus"] = presence.IsOnline ? "online" : "offline", ["platform"] = presence.Platform };
        JsonObject record = new() { ["availability"] = presence.IsOnline ? "availableToPlay" : "unavailable" };
        if (!presence.IsOnline && presence.LastOnline is { } last)
        {
            record["lastAvailableDate"] = PsnText.Milliseconds(last);
            platform["lastOnlineDate"] = PsnText.Milliseconds(last);
        }

        record["primaryPlatformInfo"] = platform;
        if (presence is { IsOnline: true, NpTitleId: { } title })
        {
            record["gameTitleInfoList"] = new JsonArray(new JsonObject
            {
                ["npTitleId"] = title, ["titleName"] = presence.TitleName ?? title, ["format"] = presence.Platform, ["launchPlatform"] = presence.Platform,
                ["conceptIconUrl"] = "http://image.api.example/concept.png",
            });
        }

        return record;
    }
}

/// <summary>Who is meant, and who may look.</summary>
internal static class PsnPeople
{
    /// <summary>An answer about the player in the first place of the path, or the refusal.</summary>
    public static Reply Visible(PsnAuthority authority, Exchange exchange, EmulatedPsnPlayer caller, PsnError nobody, PsnError hidden, Func<EmulatedPsnPlayer, Reply> answer)
    {
        if ((exchange.Places[0] == "me" ? caller : authority.Find(exchange.Places[0])) is not { } player) { return PsnReply.Np(exchange, nobody, "no such player"); }
        return IsHidden(player, caller) ? PsnReply.Np(exchange, hidden, "the player keeps this private") : answer(player);
    }

    public static bool IsHidden(EmulatedPsnPlayer player, EmulatedPsnPlayer caller) => player.IsPrivate && player.AccountId != caller.AccountId;
}
