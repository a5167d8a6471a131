using System.Text.Json;
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
