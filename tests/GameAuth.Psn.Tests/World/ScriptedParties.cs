using System.Globalization;
using System.Text.Json.Nodes;

namespace GameAuth.Psn.Tests;

/// <summary>The session manager and the voice bridge of the scripted service: what is open, and what it says to each request.</summary>
internal sealed class ScriptedParties
{
    public const string Known = "00000000-0000-4000-8000-0000000000a1";
    public const string Other = "00000000-0000-4000-8000-0000000000a2";

    /// <summary>A party that the player's console is in, and that is nobody else's business.</summary>
    public const string OfConsole = "00000000-0000-4000-8000-0000000000a3";

    private const string Sessions = "/api/sessionManager/v2/partySessions/";
    private const string Bridges = "/api/rtcBridge/v1/bridges/";

    private readonly Dictionary<string, ScriptedPartyState> _parties = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ScriptedBridge> _bridges = new(StringComparer.Ordinal);
    private int _number;

    public ScriptedParties()
    {
        _parties[Known] = new ScriptedPartyState("Emu Party", ScriptedReads.Friend) { Members = { ScriptedReads.Friend } };
        _parties[Other] = new ScriptedPartyState("Emu Other", ScriptedReads.Friend) { Members = { ScriptedReads.Friend } };
    }

    public IReadOnlyDictionary<string, ScriptedPartyState> All => _parties;

    public IReadOnlyDictionary<string, ScriptedBridge> Voice => _bridges;

    /// <summary>The invitations that it tells of.</summary>
    public List<string> Invited { get; } = [];

    /// <summary>The player's console goes into a party of its own.</summary>
    public void JoinByConsole(string player) => _parties.TryAdd(OfConsole, new ScriptedPartyState("Emu Console", player) { Members = { player } });

    /// <summary>How much is open for a player, or by anybody: memberships, bridges, peers.</summary>
    public int Open(string player) => _parties.Count(one => one.Key != OfConsole && one.Value.Members.Contains(player)) + _bridges.Count + _bridges.Values.Sum(static one => one.Peers.Count);

    public static string? StepOf(string method, string path) => (method, path) switch
    {
        (_, "/api/sessionManager/v2/sys/gameBase/parties/bulkGet") => "list",
        (_, "/api/sessionManager/v2/users/me/partySessionsInvitations") => "invitations",
        ("GET", "/api/sessionManager/v2/partySessions") => "list3",
        ("POST", "/api/sessionManager/v2/partySessions") => "create",
        ("POST", _) when path.StartsWith(Sessions, StringComparison.Ordinal) => Last(path) switch { "members" => "join", "bridges" => "link", "invitations" => "invite", _ => null },
        ("PATCH", _) when path.StartsWith(Sessions, StringComparison.Ordinal) => path.EndsWith("/members/me", StringComparison.Ordinal) ? "enter" : "rename",
        ("DELETE", _) when path.StartsWith(Sessions, StringComparison.Ordinal) => "leave",
        ("POST", "/api/rtcBridge/v1/bridges") => "bridge",
        ("POST", _) when path.StartsWith(Bridges, StringComparison.Ordinal) => Last(path) switch { "peers" => "peer", "offer" => "reoffer", "answer" => "answer", _ => null },
        ("GET", _) when path.StartsWith(Bridges, StringComparison.Ordinal) => "read",
        ("DELETE", _) when path.StartsWith(Bridges, StringComparison.Ordinal) => path.Contains("/peers/", StringComparison.Ordinal) ? "peer-end" : "bridge-end",
        _ => null,
    };

    public HttpResponseMessage Answer(SentCall call, string me)
    {
        JsonNode? body = call.Body.Length == 0 ? null : JsonNode.Parse(call.Body);
        return call.Step switch
        {
            "list" => Json(200, new JsonObject { ["parties"] = new JsonArray([.. _parties.Select(static one => one.Value.ToJson(one.Key))]) }),
            "invitations" => Json(200, new JsonObject { ["invitations"] = new JsonArray([.. Invited.Select(static id => new JsonObject { ["sessionId"] = id })]) }),
            "create" => Create(body!, me),
            "bridge" => Bridge(),
            _ when call.Address.AbsolutePath.StartsWith(Sessions, StringComparison.Ordinal) => Party(call, body, me),
            _ => Voices(call, body),
        };
    }

    private static string Last(string path) => path[(path.LastIndexOf('/') + 1)..];

    private static HttpResponseMessage Json(int status, JsonNode body) => ScriptedAnswer.Json(status, body.ToJsonString());

    private static HttpResponseMessage Empty(int status) => new((System.Net.HttpStatusCode)status) { Content = new ByteArrayContent([]) };

    private static HttpResponseMessage Refuse(int status, string message) => ScriptedAnswer.Json(status, $$$"""{"error":{"referenceId":"emu-ref","code":2281473,"message":"{{{message}}}"}}""");

    private string NewId(char kind) => string.Create(CultureInfo.InvariantCulture, $"00000000-0000-4000-{kind}000-{++_number:D12}");

    private HttpResponseMessage Create(JsonNode body, string me)
    {
        JsonNode made = body["v2PartySessions"]![0]!;
        string id = NewId('8');
        _parties[id] = new ScriptedPartyState((string)made["sessionName"]!, me) { Members = { me } };
        return Json(201, new JsonObject { ["v2PartySessions"] = new JsonArray(new JsonObject { ["sessionId"] = id }) });
    }

    private HttpResponseMessage Party(SentCall call, JsonNode? body, string me)
    {
        string id = call.Address.AbsolutePath[Sessions.Length..].Split('/')[0];
        if (!_parties.TryGetValue(id, out ScriptedPartyState? party))
        {
            return Refuse(404, "Not found");
        }

        if (call.Step == "join")
        {
            party.Members.Add(me);
            return Json(201, new JsonObject { ["members"] = new JsonArray() });
        }

        if (!party.Members.Contains(me))
        {
            return call.Step == "leave" ? Refuse(404, "Not found") : Refuse(403, "Only session members permitted");
        }

        switch (call.Step)
        {
            case "link":
                JsonNode linked = body!["bridges"]![0]!;
                if (!_bridges.TryGetValue((string)linked["bridgeId"]!, out ScriptedBridge? bridge) || bridge.Token != (string)linked["bridgeToken"]!)
                {
                    return Refuse(404, "Not found");
                }

                bridge.Party = id;
                return Empty(201);
            case "invite":
                return Empty(201);
            case "rename":
                party.Name = (string)body!["sessionName"]!;
                return Empty(204);
            case "leave":
                party.Members.Remove(me);
                if (party.Members.Count == 0)
                {
                    _parties.Remove(id);
                }

                return Empty(204);
            default:
                return Empty(204);
        }
    }

    private HttpResponseMessage Bridge()
    {
        string id = NewId('9');
        _bridges[id] = new ScriptedBridge($"emu-bridge-{_number:D6}");
        return Json(200, new JsonObject { ["bridge"] = new JsonObject { ["bridgeId"] = id, ["bridgeToken"] = _bridges[id].Token, ["bridgeHostingType"] = "emu" } });
    }

    private HttpResponseMessage Voices(SentCall call, JsonNode? body)
    {
        string[] path = call.Address.AbsolutePath[Bridges.Length..].Split('/');
        if (!_bridges.TryGetValue(path[0], out ScriptedBridge? bridge))
        {
            return Refuse(404, "Not found");
        }

        if (call.Headers.GetValueOrDefault("X-PSN-BRIDGE-TOKEN") != bridge.Token)
        {
            return Refuse(403, "Not permitted by access control");
        }

        string? peer = path.Length > 2 ? path[2] : null;
        if (peer is not null && !bridge.Peers.Contains(peer))
        {
            return Refuse(404, "Not found");
        }

        switch (call.Step)
        {
            case "peer":
                string made = NewId('a');
                bridge.Peers.Add(made);
                return Json(201, new JsonObject { ["peer"] = new JsonObject { ["peerId"] = made, ["offer"] = Offer() } });
            case "reoffer":
                return Json(200, new JsonObject { ["offer"] = Offer() });
            case "answer":
                bridge.Answers.Add((string)body!["answer"]!["sdp"]!);
                return Empty(204);
            case "read":
                return Json(200, new JsonObject { ["bridge"] = new JsonObject { ["peers"] = new JsonArray([.. bridge.Peers.Select(static id => new JsonObject { ["peerId"] = id })]) } });
            case "peer-end":
                bridge.Peers.Remove(peer!);
                return Empty(202);
            default:
                _bridges.Remove(path[0]);
                return Empty(202);
        }
    }

    private JsonObject Offer() => new() { ["sdp"] = $"v=0\r\no=- emu-offer-{++_number}\r\n" };
}

/// <summary>A party of the scripted service.</summary>
internal sealed class ScriptedPartyState(string name, string owner)
{
    public string Name { get; set; } = name;

    public string Owner => owner;

    public HashSet<string> Members { get; } = new(StringComparer.Ordinal);

    public JsonObject ToJson(string id) => new()
    {
        ["sessionId"] = id,
        ["sessionName"] = Name,
        ["owner"] = owner,
        ["maxMembers"] = 16,
        ["partyJoinable"] = true,
        ["partyRequestToJoinable"] = false,
        ["visibilityType"] = "FRIENDS_ONLY",
        ["joinableUserType"] = "FRIENDS",
        ["members"] = new JsonArray([.. Members.Select(static one => new JsonObject { ["accountId"] = one, ["onlineId"] = "EmuFriend", ["platform"] = "PS5" })]),
    };
}

/// <summary>A voice bridge of the scripted service.</summary>
internal sealed class ScriptedBridge(string token)
{
    public string Token => token;

    public string? Party { get; set; }

    public List<string> Peers { get; } = [];

    public List<string> Answers { get; } = [];
}
