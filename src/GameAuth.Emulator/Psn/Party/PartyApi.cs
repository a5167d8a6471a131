using System.Text.Json;
using System.Text.Json.Nodes;
using GameAuth.Emulator.AuthorizationServer;
using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Psn.Api;

namespace GameAuth.Emulator.Psn.Party;

/// <summary>The session manager of m.np.playstation.com: parties in the one order that the application takes. Bodies are the documented ones and nothing else.</summary>
internal sealed class PartyApi(PsnAuthority authority)
{
    private const string Service = "/api/sessionManager/v2";
    private const string Sessions = Service + "/partySessions";
    private const string OfSession = Sessions + "/{session}";
    private const string Header = "X-PSN-SESSION-MANAGER-";
    private const string Member =
        """{"accountId":"me","platform":"me","customData4":"$own","pushContexts":[{"contextId":"$uuid"}],"voiceChatActivated":"$flag","deviceUniqueId?":"$text"}""";

    private static readonly BodyShape ListShape = new("""{"groupInvitedPartySessions*":["$text"]}""");
    private static readonly BodyShape CreateShape = new(
        $$"""
        {"v2PartySessions":[{"sessionType":"ROOM","sessionName":"$any","maxMembers":"$number","visibilityType":"$one:INVITE_ONLY|FRIENDS_ONLY","joinableUserType":"$one:INVITE_ONLY|FRIENDS","members":[{{Member}}]}]}
        """, CustomData.IsGood);
    private static readonly BodyShape JoinShape = new($$"""{"members":[{{Member}}]}""", CustomData.IsGood);
    private static readonly BodyShape ReadyShape = new("""{"customData4":"$own"}""", CustomData.IsGood);
    private static readonly BodyShape RenameShape = new("""{"sessionName":"$any"}""");
    private static readonly BodyShape InviteShape = new("""{"invitationType":"NORMAL","invitations+":[{"to":{"accountId":"$text"}}],"invitationsToGroups*":["$text"]}""");
    private static readonly BodyShape LinkShape = new("""{"bridges":[{"bridgeId":"$text","bridgeToken":"$text"}]}""");
    private static readonly BodyShape MessageShape = new("""{"channel":"$text","payload":"$text","to+":[{"accountId":"$text","platform":"$text"}],"withoutSequenceNumber":true}""");

    public IEnumerable<EmulatedRoute> Routes() =>
    [
        EmulatedRoute.At("POST", Service + "/sys/gameBase/parties/bulkGet", PsnSteps.Parties, WithBody(ListShape, ShowAll)),
        EmulatedRoute.At("GET", Sessions, PsnSteps.PartiesById, For(ShowSome)),
        EmulatedRoute.At("GET", Service + "/users/me/partySessionsInvitations", PsnSteps.Invitations, For(ShowInvitations)),
        EmulatedRoute.At("POST", Sessions, PsnSteps.PartyCreate, WithBody(CreateShape, Create)),
        EmulatedRoute.Under("PATCH", OfSession, PsnSteps.PartyRename, AsMember(RenameShape, Rename)),
        EmulatedRoute.Under("POST", OfSession + "/members", PsnSteps.PartyJoin, WithBody(JoinShape, Join)),
        EmulatedRoute.Under("PATCH", OfSession + "/members/me", PsnSteps.PartyReady, AsMember(ReadyShape, MakeReady)),
        EmulatedRoute.Under("DELETE", OfSession + "/members/me", PsnSteps.PartyLeave, For(Leave)),
        EmulatedRoute.Under("POST", OfSession + "/invitations", PsnSteps.PartyInvite, AsMember(InviteShape, Invite)),
        EmulatedRoute.Under("POST", OfSession + "/bridges", PsnSteps.PartyBridge, AsMember(LinkShape, Link)),
        EmulatedRoute.Under("POST", OfSession + "/customMessage", PsnSteps.PartyMessage, AsMember(MessageShape, Say)),
    ];

    private PsnParties Parties => authority.Parties;

    private Func<Exchange, Reply> For(Func<Exchange, EmulatedPsnPlayer, Reply> answer) => ApiRequest.For(authority, needsId: true, answer);

    private Func<Exchange, Reply> WithBody(BodyShape shape, Func<Exchange, EmulatedPsnPlayer, JsonElement, Reply> answer) =>
        For((exchange, caller) => ApiRequest.WithBody(exchange, shape, body => answer(exchange, caller, body)));

    private Func<Exchange, Reply> AsMember(BodyShape shape, Func<Exchange, PsnParty, PsnPartyMember, JsonElement, Reply> answer) => WithBody(shape, (exchange, caller, body) =>
    {
        if (Seen(exchange, caller) is not { } party) { return PsnReply.Np(exchange, PsnError.NotThere, "no such party, or not for this player"); }
        return party.Find(caller.AccountId) is { } member
            ? answer(exchange, party, member, body)
            : authority.Order.Refuse(exchange, PsnError.MembersOnly, "the player is not in the party: POST members comes first");
    });

    private PsnParty? Seen(Exchange exchange, EmulatedPsnPlayer caller) =>
        Parties.Find(exchange.Places[0]) is { } party && Parties.IsVisibleTo(party, caller.AccountId) ? party : null;

    private Reply ShowAll(Exchange exchange, EmulatedPsnPlayer caller, JsonElement body)
    {
        (ApiPage? page, string? problem) = ApiPage.Read(exchange, usual: 11, most: 100);
        if (page is null) { return PsnReply.Bad(exchange, problem!, problem!); }
        return Listed(exchange, caller, "parties", [.. Parties.All.Where(party => Parties.IsVisibleTo(party, caller.AccountId)).Take(page.Limit)]);
    }

    private Reply ShowSome(Exchange exchange, EmulatedPsnPlayer caller)
    {
        if (exchange.Query["view"] != "v3") { return PsnReply.Bad(exchange, "query: view", "view must be v3"); }
        string[] ids = exchange.Headers[Header + "SESSION-IDS"].ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (ids.Length == 0) { return PsnReply.Bad(exchange, $"header: {Header}SESSION-IDS", "a list of parties by id needs an id"); }
        return Listed(exchange, caller, "partySessions", [.. Parties.All.Where(party => ids.Contains(party.Id) && Parties.IsVisibleTo(party, caller.AccountId))]);
    }

    private Reply Listed(Exchange exchange, EmulatedPsnPlayer caller, string name, IReadOnlyList<PsnParty> parties)
    {
        if (!authority.Options.Lenient && Parties.TakeList(caller.AccountId, exchange.Now) is { } next)
        {
            return PsnReply.WithNextAvailable(authority.Order.Refuse(exchange, PsnError.RateLimit, "the party list was asked for too soon"), next);
        }

        foreach (PsnParty party in parties) { Parties.Tell(caller.AccountId, party.Id); }
        return Reply.Of(200, new JsonObject { [name] = new JsonArray([.. parties.Select(party => PartyJson.Of(authority, party))]), ["emulated"] = true });
    }

    private Reply ShowInvitations(Exchange exchange, EmulatedPsnPlayer caller) => Reply.Of(200, new JsonObject
    {
        ["invitations"] = new JsonArray([.. Parties.All.Where(party => !authority.Options.HidesInvitations && party.Invited.ContainsKey(caller.AccountId)).Select(party => new JsonObject
        {
            ["sessionId"] = party.Id, ["sessionName"] = party.Name, ["invitationType"] = "NORMAL", ["from"] = PartyJson.Person(authority, party.Invited[caller.AccountId]),
        })]),
        ["emulated"] = true,
    });

    private Reply Create(Exchange exchange, EmulatedPsnPlayer caller, JsonElement body)
    {
        if (!exchange.Headers.ContainsKey(Header + "SET-PROFANITY-FILTER-LANGUAGE-CODE"))
        {
            return PsnReply.Bad(exchange, $"header: {Header}SET-PROFANITY-FILTER-LANGUAGE-CODE", "a new party names the language of its name");
        }

        JsonElement asked = body.GetProperty("v2PartySessions")[0];
        int most = asked.GetProperty("maxMembers").GetInt32();
        if (most is < 2 or > 16) { return PsnReply.Bad(exchange, "body.v2PartySessions[0].maxMembers", "a party has 2 to 16 members"); }
        PsnParty party = new(RandomId.Uuid())
        {
            Name = asked.GetProperty("sessionName").GetString()!, MaxMembers = most,
            Visibility = asked.GetProperty("visibilityType").GetString()!, Joinable = asked.GetProperty("joinableUserType").GetString()!,
        };
        party.Members.Add(new PsnPartyMember(caller.AccountId, DataOf(asked.GetProperty("members")[0])) { IsReady = true });
        Parties.Add(party);
        return Reply.Of(201, new JsonObject { ["v2PartySessions"] = new JsonArray(new JsonObject { ["sessionId"] = party.Id }), ["emulated"] = true });
    }

    private Reply Join(Exchange exchange, EmulatedPsnPlayer caller, JsonElement body)
    {
        string id = exchange.Places[0];
        if (!Parties.WasTold(caller.AccountId, id)) { return authority.Order.Refuse(exchange, PsnError.NotThere, "no list, invitation, event or answer named this party to the player"); }
        if (Seen(exchange, caller) is not { } party) { return PsnReply.Np(exchange, PsnError.NotThere, "the party is over, or not for this player"); }
        if (party.Find(caller.AccountId) is not null) { return PsnReply.Np(exchange, PsnError.Conflict, "the player is in the party"); }
        if (!Parties.MayJoin(party, caller.AccountId)) { return PsnReply.Np(exchange, PsnError.NotPermitted, "nobody invited the player"); }
        if (party.Members.Count >= party.MaxMembers) { return PsnReply.Np(exchange, PsnError.NotPermitted, "the party is full"); }
        Parties.Join(party, new PsnPartyMember(caller.AccountId, DataOf(body.GetProperty("members")[0]), exchange.Now));
        return Reply.Of(201, new JsonObject { ["members"] = new JsonArray(PartyJson.Person(authority, caller.AccountId)), ["emulated"] = true });
    }

    private Reply MakeReady(Exchange exchange, PsnParty party, PsnPartyMember member, JsonElement body)
    {
        string data = DataOf(body);
        // A step whose answer was lost may come again.
        if (!(member.IsReady && data == member.CustomData) && !CustomData.IsStep(member.CustomData, data))
        {
            return PsnReply.Bad(exchange, "body.customData4", "the second step of a join sets one empty item to AgAAAA== and leaves the others");
        }

        Parties.Change(party, member, data);
        return Reply.Empty(204);
    }

    private Reply Leave(Exchange exchange, EmulatedPsnPlayer caller)
    {
        if (Parties.Find(exchange.Places[0]) is not { } party || party.Find(caller.AccountId) is not { } member)
        {
            return PsnReply.Np(exchange, PsnError.NotThere, "the player is in no such party");
        }

        Parties.Leave(party, member);
        return Reply.Empty(204);
    }

    private Reply Rename(Exchange exchange, PsnParty party, PsnPartyMember member, JsonElement body)
    {
        Parties.Rename(party, body.GetProperty("sessionName").GetString()!);
        return Reply.Empty(204);
    }

    private Reply Invite(Exchange exchange, PsnParty party, PsnPartyMember member, JsonElement body)
    {
        string[] people = [.. body.GetProperty("invitations").EnumerateArray().Select(one => one.GetProperty("to").GetProperty("accountId").GetString()!)];
        if (people.FirstOrDefault(id => authority.Find(id) is null) is { } stranger) { return PsnReply.Np(exchange, PsnError.NoUser, $"nobody has the account id {stranger}"); }
        foreach (string id in people) { Parties.Invite(party, member.AccountId, id); }
        return Reply.Of(201, new JsonObject
        {
            ["invitations"] = new JsonArray([.. people.Select(id => new JsonObject { ["to"] = new JsonObject { ["accountId"] = id } })]), ["emulated"] = true,
        });
    }

    private Reply Link(Exchange exchange, PsnParty party, PsnPartyMember member, JsonElement body)
    {
        if (exchange.Headers[Header + "IGNORE-CONFLICT"] != "true") { return PsnReply.Bad(exchange, $"header: {Header}IGNORE-CONFLICT", "a bridge is linked with this header, true"); }

        JsonElement bridge = body.GetProperty("bridges")[0];
        return authority.Voice.Link(exchange, party, member, bridge.GetProperty("bridgeId").GetString()!, bridge.GetProperty("bridgeToken").GetString()!);
    }

    /// <summary>From a desktop this was never seen to work.</summary>
    private Reply Say(Exchange exchange, PsnParty party, PsnPartyMember member, JsonElement body)
    {
        if (!authority.Options.TakesCustomMessages) { return PsnReply.Bad(exchange, "body: null", "custom messages are the phone's"); }
        string[] to = [.. body.GetProperty("to").EnumerateArray().Select(one => one.GetProperty("accountId").GetString()!)];
        if (to.Any(id => party.Find(id) is null)) { return PsnReply.Np(exchange, PsnError.NoUser, "a receiver is not in the party"); }
        Parties.Say(party, member.AccountId, to, body.GetProperty("channel").GetString()!, body.GetProperty("payload").GetString()!);
        return Reply.Empty(204);
    }

    private static string DataOf(JsonElement member) => member.GetProperty("customData4").GetString()!;
}
