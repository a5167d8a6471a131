using System.Text;
using System.Text.Json.Nodes;

namespace GameAuth.Emulator.Tests.Wire;

/// <summary>A player's requests of party and voice, each as its published shape says; a test changes one thing of them.</summary>
internal sealed class PsnPartyFlow(WireClient client, string access)
{
    public const string Before = "WyIiLCIiLCIxIiwiMCIsIjYuMi4wIiwiMCIsIjAiLCIwIiwiIiwiIl0=";
    public const string Answer = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n";
    private const string Sessions = "/api/sessionManager/v2/partySessions";
    private const string Bridges = "/api/rtcBridge/v1/bridges";
    private const string Manager = "X-PSN-SESSION-MANAGER-";

    /// <summary>The same ten items, of which the second is set.</summary>
    public static string After { get; } = Convert.ToBase64String(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Convert.FromBase64String(Before)).Replace("[\"\",\"\"", "[\"\",\"AgAAAA==\"", StringComparison.Ordinal)));

    public static JsonObject Media => JsonNode.Parse(
        """{"mediaTypes":{"application":{"isRequired":true},"audio":{"isRequired":true,"opus":[{"bitrate":40,"channels":1,"codec":"CELT","ptime":40,"samplingRates":[16000]}]}}}""")!.AsObject();

    /// <summary>Headers that the next request has beside its own; a value of null leaves one out.</summary>
    public Dictionary<string, string?> Others { get; } = new(StringComparer.OrdinalIgnoreCase);

    public Task<WireAnswer> ListAsync() => SendAsync("POST", "/api/sessionManager/v2/sys/gameBase/parties/bulkGet?limit=11", new JsonObject { ["groupInvitedPartySessions"] = new JsonArray() });

    public Task<WireAnswer> ListByIdAsync(string? id) => SendAsync("GET", Sessions + "?view=v3", null, (Manager + "SESSION-IDS", id));

    public Task<WireAnswer> InvitationsAsync() => SendAsync("GET", "/api/sessionManager/v2/users/me/partySessionsInvitations", null);

    public Task<WireAnswer> CreateAsync(string name = "EmuParty", bool forFriends = false, JsonObject? body = null) => SendAsync("POST", Sessions, body ?? new JsonObject
    {
        ["v2PartySessions"] = new JsonArray(new JsonObject
        {
            ["sessionType"] = "ROOM", ["sessionName"] = name, ["maxMembers"] = 16, ["visibilityType"] = forFriends ? "FRIENDS_ONLY" : "INVITE_ONLY",
            ["joinableUserType"] = forFriends ? "FRIENDS" : "INVITE_ONLY", ["members"] = new JsonArray(Member()),
        }),
    }, (Manager + "SET-PROFANITY-FILTER-LANGUAGE-CODE", "en-US"));

    public Task<WireAnswer> JoinAsync(string id, JsonObject? member = null) => SendAsync("POST", $"{Sessions}/{id}/members", new JsonObject { ["members"] = new JsonArray(member ?? Member()) });

    public Task<WireAnswer> ReadyAsync(string id, string? data = null) => SendAsync("PATCH", $"{Sessions}/{id}/members/me", new JsonObject { ["customData4"] = data ?? After });

    public Task<WireAnswer> LeaveAsync(string id) => SendAsync("DELETE", $"{Sessions}/{id}/members/me", null);

    public Task<WireAnswer> RenameAsync(string id, string name) => SendAsync("PATCH", $"{Sessions}/{id}", new JsonObject { ["sessionName"] = name });

    public Task<WireAnswer> InviteAsync(string id, string accountId) => SendAsync("POST", $"{Sessions}/{id}/invitations", new JsonObject
    {
        ["invitationType"] = "NORMAL", ["invitations"] = new JsonArray(new JsonObject { ["to"] = new JsonObject { ["accountId"] = accountId } }), ["invitationsToGroups"] = new JsonArray(),
    });

    public Task<WireAnswer> SayAsync(string id, string accountId) => SendAsync("POST", $"{Sessions}/{id}/customMessage", new JsonObject
    {
        ["channel"] = "miranda:12", ["payload"] = "ver=1.0, type=binary, body=AA==", ["to"] = new JsonArray(new JsonObject { ["accountId"] = accountId, ["platform"] = "MOBILE_APP" }),
        ["withoutSequenceNumber"] = true,
    });

    public Task<WireAnswer> LinkAsync(string id, PsnBridge bridge, string? token = null) => SendAsync("POST", $"{Sessions}/{id}/bridges", new JsonObject
    {
        ["bridges"] = new JsonArray(new JsonObject { ["bridgeId"] = bridge.Id, ["bridgeToken"] = token ?? bridge.Token }),
    }, (Manager + "IGNORE-CONFLICT", "true"));

    public Task<WireAnswer> BridgeAsync() => VoiceAsync("POST", Bridges, [], null);

    public Task<WireAnswer> ReadAsync(PsnBridge bridge) => VoiceAsync("GET", $"{Bridges}/{bridge.Id}?fields=peer.peerId", null, null);

    public Task<WireAnswer> PeerAsync(PsnBridge bridge, string query = "?allow_duid_duplication=false&g=2") => VoiceAsync("POST", $"{Bridges}/{bridge.Id}/peers{query}", Media, bridge);

    public Task<WireAnswer> OfferAsync(PsnBridge bridge, string peer) => VoiceAsync("POST", $"{Bridges}/{bridge.Id}/peers/{peer}/offer", Media, bridge);

    public Task<WireAnswer> AnswerAsync(PsnBridge bridge, string peer, string sdp = Answer) =>
        VoiceAsync("POST", $"{Bridges}/{bridge.Id}/peers/{peer}/answer", new JsonObject { ["answer"] = new JsonObject { ["sdp"] = sdp } }, bridge);

    public Task<WireAnswer> DropAsync(PsnBridge bridge, string? peer = null) => VoiceAsync("DELETE", $"{Bridges}/{bridge.Id}" + (peer is null ? "" : "/peers/" + peer), null, bridge);

    public static JsonObject Member() => new()
    {
        ["accountId"] = "me", ["platform"] = "me", ["customData4"] = Before, ["pushContexts"] = new JsonArray(new JsonObject { ["contextId"] = PsnFlow.NewId() }), ["voiceChatActivated"] = false,
    };

    private Task<WireAnswer> VoiceAsync(string method, string target, JsonObject? body, PsnBridge? bridge) =>
        SendAsync(method, target, body, ("X-PSN-RTC-TITLE-ID", "METROPOL_AND"), ("X-PSN-BRIDGE-TOKEN", bridge?.Token));

    private Task<WireAnswer> SendAsync(string method, string target, JsonObject? body, params (string Name, string? Value)[] headers)
    {
        HttpRequestMessage request = new(new HttpMethod(method), client.Address(PsnFlow.Api, target));
        if (body is not null) { request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"); }
        Dictionary<string, string?> all = new(StringComparer.OrdinalIgnoreCase) { ["Authorization"] = "Bearer " + access, ["x-psn-request-id"] = PsnFlow.NewId() };
        foreach ((string name, string? value) in headers) { all[name] = value; }
        foreach ((string name, string? value) in Others) { all[name] = value; }
        Others.Clear();
        foreach ((string name, string? value) in all)
        {
            if (value is not null) { request.Headers.TryAddWithoutValidation(name, value); }
        }

        return client.SendAsync(request);
    }
}

/// <summary>What names a bridge.</summary>
internal sealed record PsnBridge(string Id, string Token)
{
    public static PsnBridge Of(WireAnswer answer) => new(answer.Json["bridge"]!["bridgeId"]!.GetValue<string>(), answer.Json["bridge"]!["bridgeToken"]!.GetValue<string>());
}
