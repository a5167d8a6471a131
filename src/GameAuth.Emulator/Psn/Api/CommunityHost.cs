using System.Text;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Psn.Api;

/// <summary>us-prof.np.community.playstation.net: the older profile, by online id, with the fields that were asked for.</summary>
internal sealed class CommunityHost(PsnAuthority authority)
{
    public static EmulatedHost Of(PsnAuthority authority)
    {
        CommunityHost host = new(authority);
        return new EmulatedHost("community", "us-prof.np.community.playstation.net",
            EmulatedRoute.Under("GET", "/userProfile/v1/users/{name}/profile2", PsnSteps.Profile2, ApiRequest.For(authority, needsId: false, host.Show)))
        {
            Arrived = authority.Ids.NoteRequest,
        };
    }

    private Reply Show(Exchange exchange, EmulatedPsnPlayer caller)
    {
        string name = exchange.Places[0];
        EmulatedPsnPlayer? player = name == "me" ? caller : authority.People.FirstOrDefault(one => one.IsCalled(name));
        if (player is null) { return PsnReply.Np(exchange, PsnError.NoLegacyUser, "no such player"); }
        JsonObject profile = PsnPeople.IsHidden(player, caller) ? Identity(player) : Whole(player, caller);
        HashSet<string> fields = FieldNames(exchange.Query["fields"].ToString());
        string[] unwanted = [.. profile.Select(member => member.Key).Where(member => member != "onlineId" && !fields.Contains(member))];
        foreach (string member in unwanted) { profile.Remove(member); }
        return Reply.Of(200, new JsonObject { ["profile"] = profile, ["emulated"] = true });
    }

    /// <summary>The names outside parentheses: <c>onlineId,presences(@titleInfo,platform)</c>.</summary>
    private static HashSet<string> FieldNames(string fields)
    {
        StringBuilder flat = new();
        int depth = 0;
        foreach (char one in fields)
        {
            if (one == '(') { depth++; }
            else if (one == ')') { depth--; }
            else if (depth == 0) { flat.Append(one); }
        }

        return [.. flat.ToString().Split(',')];
    }

    private static JsonObject Identity(EmulatedPsnPlayer player) => new()
    {
        ["onlineId"] = player.OnlineId,
        ["accountId"] = player.AccountId,
        ["npId"] = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{player.OnlineId}@a1.{player.Country.ToLowerInvariant()}")),
        ["avatarUrls"] = new JsonArray(new JsonObject { ["size"] = "m", ["avatarUrl"] = "http://static-resource.example/avatar_m.png" }),
    };

    private static JsonObject Whole(EmulatedPsnPlayer player, EmulatedPsnPlayer caller)
    {
        EmulatedPsnPresence presence = player.Presence;
        JsonObject where = new() { ["onlineStatus"] = presence.IsOnline ? "online" : "offline", ["hasBroadcastData"] = false };
        if (presence.IsOnline) { where["platform"] = presence.Platform; }
        if (!presence.IsOnline && presence.LastOnline is { } last) { where["lastOnlineDate"] = PsnText.Seconds(last); }
        if (presence is { IsOnline: true, NpTitleId: { } title }) { (where["npTitleId"], where["titleName"]) = (title, presence.TitleName); }
        JsonObject profile = Identity(player);
        profile["plus"] = player.IsPlus ? 1 : 0;
        profile["aboutMe"] = player.AboutMe;
        profile["languagesUsed"] = new JsonArray(player.Language.Split('-')[0]);
        profile["trophySummary"] = new JsonObject
        {
            ["level"] = player.TrophyLevel, ["progress"] = player.TrophyProgress, ["earnedTrophies"] = TrophyJson.Counts(player.EarnedTrophies),
        };
        profile["isOfficiallyVerified"] = false;
        profile["primaryOnlineStatus"] = presence.IsOnline ? "online" : "offline";
        profile["presences"] = new JsonArray(where);
        profile["friendRelation"] = caller.Friends.Contains(player.AccountId) ? "friend" : "no";
        profile["requestMessageFlag"] = false;
        profile["blocking"] = false;
        profile["following"] = false;
        profile["consoleAvailability"] = new JsonObject { ["availabilityStatus"] = presence.IsOnline ? "available" : "offline" };
        return profile;
    }
}

/// <summary>dms.api.playstation.com: who signed in, and on which consoles.</summary>
internal static class DevicesHost
{
    public static EmulatedHost Of(PsnAuthority authority) => new("profiles", "dms.api.playstation.com",
        EmulatedRoute.At("GET", "/api/v1/devices/accounts/me", PsnSteps.Devices, ApiRequest.For(authority, needsId: false, Show)))
    {
        Arrived = authority.Ids.NoteRequest,
    };

    private static Reply Show(Exchange exchange, EmulatedPsnPlayer caller) => Reply.Of(200, new JsonObject
    {
        ["accountId"] = caller.AccountId,
        ["accountDevices"] = new JsonArray(new JsonObject
        {
            ["deviceId"] = "EMULATOR-" + caller.AccountId,
            ["deviceType"] = caller.Presence.Platform,
            ["activationType"] = "PRIMARY",
            ["activationDate"] = "2026-01-01T00:00:00.000Z",
            ["accountDeviceVector"] = "RU1VTEFUT1I=",
        }),
        ["emulated"] = true,
    });
}
