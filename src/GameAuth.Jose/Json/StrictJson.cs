using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Unicode;

namespace GameAuth.Jose;

/// <summary>Decides whether a text is one JSON object that every reader understands alike; what passes can be read again without surprises.</summary>
internal static class StrictJson
{
    [SkipLocalsInit]
    public static JwsError Check(ReadOnlySpan<byte> json, int maxDepth)
    {
        if (!Utf8.IsValid(json))
        {
            return JwsError.NotJson;
        }

        // One level more than allowed, so that too deep is told from broken.
        scoped Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = maxDepth + 1 });
        scoped SeenNames names = new(stackalloc SeenName[JwsLimits.MaxMembers], json);
        try
        {
            return Check(ref reader, ref names, maxDepth);
        }
        catch (JsonException)
        {
            return JwsError.NotJson;
        }
        catch (InvalidOperationException)
        {
            // An escape sequence that is half a character.
            return JwsError.NotJson;
        }
    }

    private static JwsError Check(ref Utf8JsonReader reader, ref SeenNames names, int maxDepth)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return JwsError.NotJson;
        }

        names.Enter();
        while (reader.Read())
        {
            JwsError error = reader.TokenType switch
            {
                JsonTokenType.PropertyName => reader.ValueIsEscaped ? JwsError.EscapedName : names.Add(reader.TokenStartIndex + 1, reader.ValueSpan.Length),
                JsonTokenType.String => CheckEscapes(ref reader),
                _ => JwsError.None,
            };
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray when reader.CurrentDepth >= maxDepth:
                    return JwsError.TooDeep;
                case JsonTokenType.StartObject:
                    names.Enter();
                    break;
                case JsonTokenType.EndObject:
                    names.Leave();
                    break;
                default:
                    break;
            }

            if (error != JwsError.None)
            {
                return error;
            }
        }

        return JwsError.None;
    }

    // The reader looks at escape sequences only when it resolves them.
    private static JwsError CheckEscapes(ref Utf8JsonReader reader)
    {
        if (reader.ValueIsEscaped)
        {
            byte[] buffer = ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length);
            try
            {
                reader.CopyString(buffer);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
            }
        }

        return JwsError.None;
    }
}
