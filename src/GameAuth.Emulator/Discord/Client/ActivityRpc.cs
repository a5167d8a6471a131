using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using GameAuth.Emulator.AuthorizationServer;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Discord.Client;

/// <summary>
/// What the client answers to an Activity: the handshake, authorize, authenticate, what was written to the console. Codes of errors are those of the SDK's <c>RPCErrorCodes</c>, and 5000 with the words of OAuth, as public threads
/// have them. Not thread safe: the emulator serializes access.
/// </summary>
internal sealed class ActivityRpc(DiscordAuthority authority, DiscordClientOptions options)
{
    private const int InvalidPayload = 4000;
    private const int InvalidCommand = 4002;
    private const int InvalidClientId = 4007;
    private const int InvalidToken = 4009;
    private const int InvalidUser = 4010;
    private const int OAuth = 5000;

    private static readonly HashSet<string> Known = new(StringComparer.Ordinal) { "AUTHORIZE", "AUTHENTICATE", "CAPTURE_LOG", "SUBSCRIBE", "UNSUBSCRIBE" };
    private static readonly HashSet<string> Scopes = new(StringComparer.Ordinal) { "identify", "identify.premium", "email", "guilds", "guilds.members.read", "rpc.activities.write", "rpc.voice.read", "relationships.read" };

    private static readonly JsonElement NoArguments = JsonDocument.Parse("{}").RootElement;

    private readonly Dictionary<string, Asked> _waiting = new(StringComparer.Ordinal);

    /// <summary>What the page has written to its console, and the SDK has sent on.</summary>
    public List<string> ConsoleLines { get; } = [];

    private EmulatedDiscordApplication Application => authority.Applications[0];

    /// <summary>Answers a message that the page's script brings: messages for the frame, or a decision that a person has to make.</summary>
    public Reply Answer(Exchange exchange)
    {
        if (JsonText.ParseObject(exchange.Body) is not { } request || !request.TryGetProperty("payload", out JsonElement payload) || payload.ValueKind is not JsonValueKind.Object) { return exchange.Refuse(400, "no message of the page's script"); }
        if (authority.OwnerCalled(TextOf(request, "user")) is not { } user) { return exchange.Refuse(400, "no such user"); }
        return request.GetProperty("opcode") switch
        {
            { ValueKind: JsonValueKind.Number } opcode when opcode.TryGetInt32(out int number) => number switch
            {
                RpcMessage.Handshake => Messages(Handshake(exchange, payload)),
                RpcMessage.Frame => Command(exchange, user, payload),
                _ => Messages(),
            },
            _ => Decided(exchange, payload),
        };
    }

    private static Reply Messages(params JsonArray[] messages) => Reply.Of(200, new JsonObject { ["messages"] = new JsonArray([.. messages]) });

    private JsonArray Handshake(Exchange exchange, JsonElement payload)
    {
        if (TextOf(payload, "client_id") == Application.Id) { return RpcMessage.Ready(); }
        exchange.Note = "another client id";
        return RpcMessage.Closing(InvalidPayload, "Invalid Client ID");
    }

    private Reply Command(Exchange exchange, EmulatedDiscordUser user, JsonElement frame)
    {
        Call call = new(TextOf(frame, "cmd") ?? "", TextOf(frame, "nonce") ?? "", frame.TryGetProperty("args", out JsonElement args) && args.ValueKind is JsonValueKind.Object ? args : NoArguments);
        exchange.Note = call.Command;
        if (!Known.Contains(call.Command) || options.UnknownCommands.Contains(call.Command)) { return call.Refuse(exchange, InvalidCommand, $"Invalid command: {call.Command}"); }
        switch (call.Command)
        {
            case "AUTHORIZE": return Authorize(exchange, user, call);
            case "AUTHENTICATE": return Authenticate(exchange, user, call);
            case "CAPTURE_LOG":
                ConsoleLines.Add($"{TextOf(call.Args, "level")}: {TextOf(call.Args, "message")}");
                return Messages(RpcMessage.Data(call.Command, call.Nonce, null));
            default: return Messages(RpcMessage.Data(call.Command, call.Nonce, new JsonObject { ["evt"] = TextOf(frame, "evt") ?? "" }));
        }
    }

    private Reply Authorize(Exchange exchange, EmulatedDiscordUser user, Call call)
    {
        string[] scopes = call.Args.TryGetProperty("scope", out JsonElement list) && list.ValueKind is JsonValueKind.Array ? [.. list.EnumerateArray().Select(static one => one.ToString())] : [];
        string? challenge = TextOf(call.Args, "code_challenge");
        if (TextOf(call.Args, "client_id") != Application.Id) { return call.Refuse(exchange, InvalidClientId, "Invalid Client ID"); }
        if (scopes.Length == 0 || (TextOf(call.Args, "response_type") ?? "code") != "code") { return call.Refuse(exchange, InvalidPayload, "child \"scope\" fails because \"scope\" is required"); }
        if (call.Args.TryGetProperty("redirect_uri", out _)) { return call.Refuse(exchange, OAuth, "OAuth2 Error: invalid_request: Redirect URI cannot be used in the RPC OAuth2 Authorization flow"); }
        if (Application.RedirectUris.Count == 0) { return call.Refuse(exchange, OAuth, "OAuth2 Error: invalid_request: Missing \"redirect_uri\" in request."); }
        if (!scopes.All(Scopes.Contains)) { return call.Refuse(exchange, OAuth, "OAuth2 Error: invalid_scope: The requested scope is invalid, unknown, or malformed."); }
        if (challenge is not null && !(CodeChallenge.IsWellFormed(challenge) && TextOf(call.Args, "code_challenge_method") == "S256")) { return call.Refuse(exchange, OAuth, "OAuth2 Error: invalid_request: Invalid code challenge."); }

        Asked asked = new(call, user, string.Join(' ', scopes), challenge);
        SignInDecision decision = authority.Core.SignIns.Next().Decision;
        if (decision is not SignInDecision.Manual) { return decision is SignInDecision.Never ? Messages() : Decided(exchange, asked, decision is SignInDecision.Approve); }
        string id = RandomNumberGenerator.GetHexString(32, lowercase: true);
        _waiting.Add(id, asked);
        return Reply.Of(200, new JsonObject { ["decision"] = id });
    }

    private Reply Decided(Exchange exchange, JsonElement payload) =>
        TextOf(payload, "decision") is { } id && _waiting.Remove(id, out Asked? asked)
            ? Decided(exchange, asked, payload.TryGetProperty("allows", out JsonElement allows) && allows.ValueKind is JsonValueKind.True)
            : exchange.Refuse(400, "that decision is unknown or was made");

    private Reply Decided(Exchange exchange, Asked asked, bool allows)
    {
        if (!allows) { return asked.Call.Refuse(exchange, OAuth, "OAuth2 Error: access_denied: The resource owner or authorization server denied the request"); }
        AuthorizationCode<EmulatedDiscordUser> code = authority.NewActivityCode(asked.User, Application, asked.Scope, asked.Challenge);
        exchange.MentionIssued(code);
        return Messages(RpcMessage.Data(asked.Call.Command, asked.Call.Nonce, new JsonObject { ["code"] = code.Value }));
    }

    private Reply Authenticate(Exchange exchange, EmulatedDiscordUser user, Call call)
    {
        DiscordToken? token = authority.Tokens.Present(exchange, TextOf(call.Args, "access_token"), static one => one.Kind is DiscordTokenKind.Access);
        if (token is null || !token.IsGood(exchange.Now) || token.Family.ClientId != Application.Id) { return call.Refuse(exchange, InvalidToken, "Invalid access token"); }
        if (token.Family.Owner != user) { return call.Refuse(exchange, InvalidUser, "Token does not match current user"); }
        return Messages(RpcMessage.Data(call.Command, call.Nonce, new JsonObject
        {
            ["access_token"] = token.Value,
            ["user"] = user.ToJson(),
            ["scopes"] = new JsonArray([.. token.Family.Scopes.Select(static scope => JsonValue.Create(scope))]),
            ["expires"] = DiscordText.Time(token.NotAfter),
            ["application"] = new JsonObject { ["id"] = Application.Id, ["name"] = Application.Name, ["description"] = "", ["icon"] = null, ["rpc_origins"] = new JsonArray() },
        }));
    }

    private static string? TextOf(JsonElement json, string name) => json.TryGetProperty(name, out JsonElement member) && member.ValueKind is JsonValueKind.String ? member.GetString() : null;

    private sealed record Call(string Command, string Nonce, JsonElement Args)
    {
        public Reply Refuse(Exchange exchange, int code, string message)
        {
            exchange.Note = $"{Command}: {code} {message}";
            return Messages(RpcMessage.Error(Command, Nonce, code, message));
        }
    }

    private sealed record Asked(Call Call, EmulatedDiscordUser User, string Scope, string? Challenge);
}

/// <summary>Messages of the RPC between the client and the embedded SDK 2.5.0: an opcode and a payload.</summary>
internal static class RpcMessage
{
    public const int Handshake = 0;
    public const int Frame = 1;
    public const int Close = 2;

    public static JsonArray Ready() => Message(Frame, new JsonObject
    {
        ["cmd"] = "DISPATCH", ["evt"] = "READY", ["nonce"] = null,
        ["data"] = new JsonObject { ["v"] = 1, ["config"] = new JsonObject { ["cdn_host"] = "cdn.discordapp.com", ["api_endpoint"] = "//discord.com/api", ["environment"] = "production" } },
    });

    public static JsonArray Data(string command, string nonce, JsonNode? data) =>
        Message(Frame, new JsonObject { ["cmd"] = command, ["evt"] = null, ["nonce"] = nonce, ["data"] = data });

    public static JsonArray Error(string command, string nonce, int code, string message) =>
        Message(Frame, new JsonObject { ["cmd"] = command, ["evt"] = "ERROR", ["nonce"] = nonce, ["data"] = new JsonObject { ["code"] = code, ["message"] = message } });

    public static JsonArray Closing(int code, string message) => Message(Close, new JsonObject { ["code"] = code, ["message"] = message });

    private static JsonArray Message(int opcode, JsonObject payload) => [opcode, payload];
}
