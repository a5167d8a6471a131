using System.Text.Json;
using System.Text.Json.Nodes;
using GameAuth.Emulator.AuthorizationServer;
using GameAuth.Emulator.Psn.Push;

namespace GameAuth.Emulator.Psn.Party;

/// <summary>
/// All parties, and who was told of them. What changes is told over the push sockets. Not thread safe: whoever calls holds the emulator's lock.
/// </summary>
internal sealed class PsnParties(PsnAuthority authority)
{
    private readonly List<PsnParty> _parties = [];
    private readonly HashSet<(string AccountId, string SessionId)> _told = [];
    private readonly Dictionary<string, DateTimeOffset> _listed = new(StringComparer.Ordinal);

    public IReadOnlyList<PsnParty> All => _parties;

    public PsnParty? Find(string id) => _parties.Find(party => party.Id == id);

    /// <summary>When the next list is given; null where one is now. A list counts when it is given.</summary>
    public DateTimeOffset? TakeList(string accountId, DateTimeOffset now)
    {
        // Clocks and networks are not exact to the last half second.
        DateTimeOffset next = _listed.TryGetValue(accountId, out DateTimeOffset last) ? last + authority.Options.ListInterval : now;
        if (now < next - TimeSpan.FromSeconds(0.5)) { return next; }
        _listed[accountId] = now;
        return null;
    }

    public void ForgetLists() => _listed.Clear();

    /// <summary>Notes that an account has heard of a party: by a list, an invitation or an event.</summary>
    public void Tell(string accountId, string sessionId) => _told.Add((accountId, sessionId));

    public bool WasTold(string accountId, string sessionId) => _told.Contains((accountId, sessionId));

    public bool IsVisibleTo(PsnParty party, string accountId) =>
        party.Find(accountId) is not null || party.Invited.ContainsKey(accountId) || (party.Visibility != PsnParty.InviteOnly && IsFriend(party, accountId));

    public bool MayJoin(PsnParty party, string accountId) => party.Invited.ContainsKey(accountId) || (party.Joinable != PsnParty.InviteOnly && IsFriend(party, accountId));

    public PsnParty Create(EmulatedPsnParty asked)
    {
        string AccountOf(string name) => authority.OwnerCalled(name)!.AccountId;
        PsnParty party = new(asked.SessionId ?? RandomId.Uuid())
        {
            Name = asked.Name, MaxMembers = asked.MaxMembers, Visibility = asked.IsForFriends ? "FRIENDS_ONLY" : PsnParty.InviteOnly, Joinable = asked.IsForFriends ? "FRIENDS" : PsnParty.InviteOnly,
        };
        foreach (string name in asked.Members) { party.Members.Add(new PsnPartyMember(AccountOf(name), "") { IsReady = true }); }
        Add(party);
        foreach (string name in asked.Invited) { Invite(party, party.Members[0].AccountId, AccountOf(name)); }
        return party;
    }

    public void Add(PsnParty party)
    {
        _parties.Add(party);
        TellMembers(party, PsnPush.Created, PartyJson.Of(authority, party));
        TellMembers(party, PsnPush.Members + "created", PartyJson.Event(party, "members", PartyJson.Members(authority, party.Members)));
    }

    public void Join(PsnParty party, PsnPartyMember member)
    {
        party.Members.Add(member);
        party.Invited.Remove(member.AccountId);
        TellMembers(party, PsnPush.Members + "created", PartyJson.Event(party, "members", PartyJson.Members(authority, [member])));
    }

    public void Change(PsnParty party, PsnPartyMember member, string data)
    {
        (member.CustomData, member.IsReady) = (data, true);
        JsonArray changed = new(new JsonObject { ["accountId"] = member.AccountId, ["customData4"] = data });
        TellMembers(party, PsnPush.Parties + "m:customData4:updated", PartyJson.Event(party, "members", changed));
    }

    public void Rename(PsnParty party, string name)
    {
        party.Name = name;
        TellMembers(party, PsnPush.Parties + "sessionName:updated", PartyJson.Event(party, "sessionName", name));
    }

    public void Invite(PsnParty party, string from, string to)
    {
        if (party.Find(to) is not null) { return; }
        party.Invited[to] = from;
        authority.Push.Tell([to], PsnPush.Parties + "invitations:created", PartyJson.Event(party, "from", PartyJson.Person(authority, from)));
    }

    /// <summary>A member goes. Who is left is told, and the last one who went hears that the party is over.</summary>
    public void Leave(PsnParty party, PsnPartyMember member)
    {
        bool wasOwner = party.Members[0] == member;
        TellMembers(party, PsnPush.Members + "deleted", PartyJson.Event(party, "members", PartyJson.Members(authority, [member])));
        party.Members.Remove(member);
        if (party.Members is [])
        {
            _parties.Remove(party);
            authority.Push.Tell([member.AccountId, .. party.Invited.Keys], PsnPush.Gone, PartyJson.Event(party, "cause", "LAST_MEMBER_LEFT"));
        }
        else if (wasOwner)
        {
            TellMembers(party, PsnPush.Parties + "owner:updated", PartyJson.Event(party, "owner", party.Members[0].AccountId));
        }
    }

    public void Say(PsnParty party, string from, IReadOnlyCollection<string> to, string channel, string payload)
    {
        JsonObject data = PartyJson.Event(party, "customMessage", new JsonObject { ["channel"] = channel, ["payload"] = payload });
        data["from"] = PartyJson.Person(authority, from);
        authority.Push.Tell(to, PsnPush.Parties + "customMessage:noSeq:created", data);
    }

    private void TellMembers(PsnParty party, string dataType, JsonObject data) =>
        authority.Push.Tell([.. party.Members.Select(member => member.AccountId)], dataType, data);

    private bool IsFriend(PsnParty party, string accountId) =>
        authority.Find(accountId) is { } player && party.Members.Any(member => player.Friends.Contains(member.AccountId));
}

/// <summary>A party, and who is in it. Its owner is the member who has been there longest.</summary>
internal sealed class PsnParty(string id)
{
    public string Id { get; } = id;

    public string Name { get; set; } = "";

    public int MaxMembers { get; init; } = 16;

    public string Visibility { get; init; } = InviteOnly;

    public string Joinable { get; init; } = InviteOnly;

    public List<PsnPartyMember> Members { get; } = [];

    public Dictionary<string, string> Invited { get; } = new(StringComparer.Ordinal);

    public const string InviteOnly = "INVITE_ONLY";

    public PsnPartyMember? Find(string accountId) => Members.Find(member => member.AccountId == accountId);
}

/// <summary>Somebody in a party, with what they said about themselves when they came.</summary>
internal sealed class PsnPartyMember(string accountId, string data, DateTimeOffset? at = null)
{
    public const string Platform = "MOBILE_APP";

    public string AccountId { get; } = accountId;

    public string CustomData { get; set; } = data;

    /// <summary>When a request joined; null for who made the party, or was put there.</summary>
    public DateTimeOffset? JoinedAt { get; } = at;

    /// <summary>Whether the second step of the join was taken; who made the party needs none.</summary>
    public bool IsReady { get; set; }
}

/// <summary>Parties as the service writes them, and what its events say.</summary>
internal static class PartyJson
{
    public static JsonObject Of(PsnAuthority authority, PsnParty party) => new()
    {
        ["sessionId"] = party.Id,
        ["sessionName"] = party.Name,
        ["members"] = Members(authority, party.Members),
        ["owner"] = party.Members[0].AccountId,
        ["maxMembers"] = party.MaxMembers,
        ["partyJoinable"] = party.Members.Count < party.MaxMembers,
        ["partyRequestToJoinable"] = false,
        ["visibilityType"] = party.Visibility,
        ["joinableUserType"] = party.Joinable,
    };

    public static JsonArray Members(PsnAuthority authority, IEnumerable<PsnPartyMember> members) => new([.. members.Select(member => Person(authority, member.AccountId))]);

    public static JsonObject Person(PsnAuthority authority, string accountId) => new()
    {
        ["accountId"] = accountId, ["onlineId"] = authority.Find(accountId)?.OnlineId, ["platform"] = PsnPartyMember.Platform,
    };

    public static JsonObject Event(PsnParty party, string name, JsonNode value) => new() { ["sessionId"] = party.Id, [name] = value };
}

/// <summary><c>customData4</c> of a member: base64 of a JSON list of ten texts.</summary>
internal static class CustomData
{
    private const int Items = 10;
    private const string Ready = "AgAAAA==";

    public static bool IsGood(string text) => Read(text) is not null;

    private static string[]? Read(string text)
    {
        byte[] bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, bytes, out int length)) { return null; }
        try
        {
            JsonNode? list = JsonNode.Parse(bytes.AsSpan(0, length));
            return list is JsonArray { Count: Items } items && items.All(item => item?.GetValueKind() is JsonValueKind.String) ? [.. items.Select(item => item!.GetValue<string>())] : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The second step of a join sets one empty item, and nothing else.</summary>
    public static bool IsStep(string before, string after)
    {
        if (Read(before) is not { } old) { return true; }
        (string Before, string After)[] changed = [.. old.Zip(Read(after)!).Where(pair => pair.First != pair.Second)];
        return changed is [("", Ready)];
    }
}
