using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GameAuth.Xbox.Tests.Contract;

/// <summary>The secrets of the answers so far, and how their tokens look if a test wants them odd.</summary>
internal sealed class XboxCanaries
{
    private readonly ConcurrentDictionary<string, string> _plain = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _seen = new();

    public Func<string, string>? Shape { get; set; }

    public IEnumerable<string> Seen => _seen;

    /// <summary>Notes a secret that was made here.</summary>
    public void Note(string secret) => _seen.Enqueue(secret);

    /// <summary>A text with every odd token made plain again, as the emulator issued it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="escape">How a token stands in the text.</param>
    public string Plain(string text, Func<string, string>? escape = null)
    {
        escape ??= static token => token;
        foreach ((string odd, string plain) in _plain)
        {
            text = text.Replace(escape(odd), escape(plain), StringComparison.Ordinal);
        }

        return text;
    }

    /// <summary>Keeps what only a request shows: the code, its verifier, the state and the challenge of a sign-in in a browser.</summary>
    public void ReadRequest(string body)
    {
        foreach (string field in body.Split('&'))
        {
            int split = field.IndexOf('=', StringComparison.Ordinal);
            if (split > 0 && field[..split] is "code" or "code_verifier")
            {
                Note(Uri.UnescapeDataString(field[(split + 1)..]));
            }
        }

        if (body.StartsWith('{') && JsonNode.Parse(body)?["Query"]?["state"]?.GetValue<string>() is { } state)
        {
            Note(state);
        }
    }

    /// <summary>Keeps the secrets of an answer. Returns it with odd tokens where a test wants them, else null.</summary>
    /// <param name="answer">The answer's text.</param>
    /// <param name="isRefresh">Whether it answers a refresh.</param>
    public string? Read(string answer, bool isRefresh)
    {
        JsonNode? body;
        try
        {
            body = JsonNode.Parse(answer);
        }
        catch (JsonException)
        {
            return null;
        }

        // SISU takes the access token inside a signed body, where it can not be made plain: odd after a sign-in, plain after a refresh,
        // so that both a refused ticket and what comes after a good one are seen.
        Visit(body, isRefresh);
        return Shape is null ? null : body?.ToJsonString();
    }

    private void Visit(JsonNode? node, bool isRefresh)
    {
        foreach ((string name, JsonNode? value) in node is JsonObject whole ? [.. whole] : Array.Empty<KeyValuePair<string, JsonNode?>>())
        {
            if (value is not JsonValue text || text.GetValueKind() is not JsonValueKind.String)
            {
                Visit(value, isRefresh);
            }
            else if (name is "access_token" or "refresh_token" or "Token" or "DeviceToken" or "device_code" or "user_code")
            {
                string secret = text.GetValue<string>();
                _seen.Enqueue(secret);
                if (Shape is { } shape && (name is "refresh_token" or "Token" || (name is "access_token" && !isRefresh)))
                {
                    string odd = shape(secret);
                    _seen.Enqueue(odd);
                    _plain[odd] = secret;
                    node![name] = odd;
                }
            }
        }
    }
}
