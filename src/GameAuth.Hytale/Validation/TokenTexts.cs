using System.Text;
using System.Text.Json;
using GameAuth.Jose;
using GameAuth.Providers;

namespace GameAuth.Hytale;

/// <summary>Makes strings of a token's texts, and as few as it can: nearly all tokens have one scope out of three, and a plain name.</summary>
internal static class TokenTexts
{
    private const int LongestPlain = 256;

    // Shared by all tokens, so nobody must be able to change them.
    private static readonly IReadOnlyList<string> Client = Array.AsReadOnly([HytaleScope.Client]);
    private static readonly IReadOnlyList<string> Server = Array.AsReadOnly([HytaleScope.Server]);
    private static readonly IReadOnlyList<string> Editor = Array.AsReadOnly([HytaleScope.Editor]);

    /// <summary>A text as it may be shown.</summary>
    public static string Clean(JsonText text) =>
        text.Raw.Length <= LongestPlain && !text.Raw.Contains((byte)'\\') && !text.Raw.ContainsAnyExceptInRange((byte)'!', (byte)'~')
            ? Encoding.ASCII.GetString(text.Raw) // There is nothing to clean.
            : ServerText.Clean(text.ToString());

    /// <summary>The words of <c>scope</c>, then those of <c>scp</c>.</summary>
    public static IReadOnlyList<string> Scopes(scoped JsonObjectSpan claims)
    {
        bool isList = claims.TryGetValue("scp"u8, out _);
        return isList || !claims.TryGetText("scope"u8, out JsonText scope) ? [.. Words(claims, "scope"u8), .. Words(claims, "scp"u8)]
            : scope.Is("hytale:client"u8) ? Client
            : scope.Is("hytale:server"u8) ? Server
            : scope.Is("hytale:editor"u8) ? Editor
            : Words(claims, "scope"u8);
    }

    /// <summary>A string, or a list of strings; the reader of claims has seen that it is one.</summary>
    public static string[] List(scoped JsonObjectSpan claims, scoped ReadOnlySpan<byte> name)
    {
        if (!claims.TryGetValue(name, out ReadOnlySpan<byte> value))
        {
            return [];
        }

        List<string> texts = [];
        Utf8JsonReader reader = new(value);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                texts.Add(reader.GetString()!);
            }
        }

        return [.. texts];
    }

    private static string[] Words(scoped JsonObjectSpan claims, scoped ReadOnlySpan<byte> name) =>
        claims.TryGetText(name, out JsonText text) ? text.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries) : List(claims, name);
}
