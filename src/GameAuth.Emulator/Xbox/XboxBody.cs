using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Faults;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Xbox;

/// <summary>The JSON body of an auth request; members are named by a dotted path, in the vendor's Pascal case.</summary>
internal sealed class XboxBody
{
    private readonly JsonElement _root;

    private XboxBody(JsonElement root) => _root = root;

    /// <summary>Null when the bytes are not a JSON object.</summary>
    public static XboxBody? Parse(ReadOnlyMemory<byte> bytes) => JsonText.ParseObject(bytes) is { } root ? new XboxBody(root) : null;

    public JsonElement? Member(string path)
    {
        JsonElement at = _root;
        foreach (string name in path.Split('.'))
        {
            if (at.ValueKind is not JsonValueKind.Object || !at.TryGetProperty(name, out at)) { return null; }
        }

        return at;
    }

    public string? Text(string path) => Member(path) is { ValueKind: JsonValueKind.String } member ? member.GetString() : null;

    public bool IsTrue(string path) => Member(path) is { ValueKind: JsonValueKind.True };

    /// <summary>The strings of an array; null when it is absent or holds anything else.</summary>
    public IReadOnlyList<string>? Texts(string path)
    {
        if (Member(path) is not { ValueKind: JsonValueKind.Array } list) { return null; }
        return list.EnumerateArray().All(item => item.ValueKind is JsonValueKind.String)
            ? [.. list.EnumerateArray().Select(item => item.GetString()!)]
            : null;
    }

    /// <summary>Null when the member has the value, or what is wrong.</summary>
    public string? Expect(string path, params IReadOnlyList<string> values) =>
        Text(path) is { } text && values.Contains(text, StringComparer.Ordinal) ? null : $"{path} must be {string.Join(" or ", values)}";

    public string? ExpectText(string path) => string.IsNullOrEmpty(Text(path)) ? $"{path} must be a text" : null;
}

/// <summary>The answers that the auth hosts have in common.</summary>
internal static class XboxReply
{
    public static Reply Malformed(Exchange exchange, string problem) =>
        exchange.Refuse(400, problem, new JsonObject { ["error"] = "bad_request", ["message"] = problem });

    /// <summary>What signed endpoints say to a signature that they do not take.</summary>
    public static Reply Forbidden(Exchange exchange, string why) => exchange.Refuse(403, why);

    /// <summary>An empty JSON object under 403: the title host's answer to a client that may not use it.</summary>
    public static Reply ForbiddenTitle(Exchange exchange, string why) => exchange.Refuse(403, why, new JsonObject());

    public static Reply Unauthorized(Exchange exchange, string why) => exchange.Refuse(401, why);

    /// <summary>What the API hosts say to a person or thing that they do not know.</summary>
    public static Reply NotFound(Exchange exchange, string what) => exchange.Refuse(404, what,
        new JsonObject { ["code"] = 28, ["source"] = "Emulator", ["description"] = "The requested resource was not found." });

    public static Reply ErrorBody(Exchange exchange, long code, string identity = "0")
    {
        exchange.Note = string.Create(CultureInfo.InvariantCulture, $"XErr {code}");
        return FaultyReply.XErrBody(code, identity);
    }

    public static Reply ErrorHeader(Exchange exchange, long code)
    {
        exchange.Note = string.Create(CultureInfo.InvariantCulture, $"XErr {code}");
        return FaultyReply.XErrHeader(code);
    }

    /// <summary>A token as every auth host writes it; timestamps have seven fractional digits.</summary>
    public static JsonObject Token(XboxToken token, JsonObject displayClaims) => new()
    {
        ["IssueInstant"] = XboxText.Of(token.IssuedAt),
        ["NotAfter"] = XboxText.Of(token.NotAfter),
        ["Token"] = token.Value,
        ["DisplayClaims"] = displayClaims,
        ["Emulated"] = true,
    };
}

/// <summary>The codes that the strict emulator answers by itself.</summary>
internal static class XErrCode
{
    public const long ContentIsolation = 2148916242;
    public const long OtherDeviceThanTitle = 2148916254;
    public const long ExpiredDeviceToken = 2148916256;
    public const long ExpiredTitleToken = 2148916257;
    public const long ExpiredUserToken = 2148916258;
    public const long InvalidDeviceToken = 2148916259;
    public const long InvalidTitleToken = 2148916260;
    public const long InvalidUserToken = 2148916261;
}

/// <summary>Texts of the API hosts.</summary>
internal static class XboxText
{
    /// <summary>What a timestamp says that never was.</summary>
    public const string Never = "0001-01-01T00:00:00.0000000Z";

    /// <summary>Seven fractional digits, in UTC.</summary>
    public static string Of(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture) ?? Never;

    public static string Of(long number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>GUIDs for what has no id in the options: the same for the same thing, in every run.</summary>
internal static class StableGuid
{
    public static string Of(string thing) => new Guid(SHA256.HashData(Encoding.UTF8.GetBytes("guid " + thing)).AsSpan(0, 16)).ToString();
}
