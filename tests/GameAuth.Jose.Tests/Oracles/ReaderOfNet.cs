using System.Text.Json;
using System.Text.Unicode;

namespace GameAuth.Jose.Tests.Oracles;

/// <summary>What a part of a token must be, decided by .NET's JSON reader.</summary>
internal static class ReaderOfNet
{
    public static JwsError Check(byte[] json, int maxDepth)
    {
        try
        {
            return Utf8.IsValid(json) ? Read(json, maxDepth) : JwsError.NotJson;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return JwsError.NotJson;
        }
    }

    private static JwsError Read(byte[] json, int maxDepth)
    {
        Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = maxDepth + 1 });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return JwsError.NotJson;
        }

        Stack<HashSet<string>> open = new([[]]);
        int members = 0;
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray when reader.CurrentDepth >= maxDepth:
                    return JwsError.TooDeep;
                case JsonTokenType.StartObject:
                    open.Push([]);
                    break;
                case JsonTokenType.EndObject:
                    open.Pop();
                    break;
                case JsonTokenType.PropertyName when reader.ValueIsEscaped:
                    return JwsError.EscapedName;
                case JsonTokenType.PropertyName when ++members > 128:
                    return JwsError.TooManyMembers;
                case JsonTokenType.PropertyName when !open.Peek().Add(reader.GetString()!):
                    return JwsError.DuplicateMember;
                case JsonTokenType.String:
                    _ = reader.GetString(); // An escape sequence that is half a character throws.
                    break;
                default:
                    break;
            }
        }

        return JwsError.None;
    }
}
