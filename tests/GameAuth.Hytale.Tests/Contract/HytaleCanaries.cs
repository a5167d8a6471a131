using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GameAuth.Hytale.Tests.Contract;

/// <summary>The secrets of the answers so far, and how their tokens look if a test wants them odd.</summary>
internal sealed class HytaleCanaries
{
    private static readonly string[] Names = ["access_token", "refresh_token", "sessionToken", "identityToken", "session_token", "identity_token"];
    private readonly ConcurrentDictionary<string, string> _plain = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _seen = new();

    public Func<string, string>? Shape { get; set; }

    public IEnumerable<string> Seen => _seen;

    /// <summary>A text with every odd token made plain again, as the emulator issued it.</summary>
    public string Plain(string text, Func<string, string>? escape = null)
    {
        escape ??= static token => token;
        foreach ((string odd, string plain) in _plain)
        {
            text = text.Replace(escape(odd), escape(plain), StringComparison.Ordinal);
        }

        return text;
    }

    /// <summary>Keeps the secrets of an answer. Returns it with odd tokens where a test wants them, else null.</summary>
    public string? Read(string answer)
    {
        try
        {
            if (JsonNode.Parse(answer) is not JsonObject body)
            {
                return null;
            }

            foreach ((string name, JsonNode? value) in body.ToArray())
            {
                if (value?.GetValueKind() is not JsonValueKind.String)
                {
                    continue;
                }

                string secret = value.GetValue<string>();
                if (name is "device_code" or "user_code")
                {
                    _seen.Enqueue(secret);
                }
                else if (Names.Contains(name, StringComparer.Ordinal))
                {
                    _seen.Enqueue(secret);
                    if (Shape is { } shape)
                    {
                        string odd = shape(secret);
                        _seen.Enqueue(odd);
                        _plain[odd] = secret;
                        body[name] = odd;
                    }
                }
            }

            return Shape is null ? null : body.ToJsonString();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Stands before the emulated hosts: notes every secret, and makes tokens odd on the way in and plain on the way out.</summary>
internal sealed class HytaleCanaryHandler(HytaleCanaries canaries) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Headers.NonValidated.TryGetValues("Authorization", out HeaderStringValues authorization))
        {
            string plain = canaries.Plain(authorization.ToString());
            request.Headers.Remove("Authorization");
            request.Headers.TryAddWithoutValidation("Authorization", plain);
        }

        if (HytaleHarness.IsRefresh(request))
        {
            string form = await request.Content!.ReadAsStringAsync(cancellationToken);
            request.Content = new StringContent(canaries.Plain(form, Uri.EscapeDataString), Encoding.ASCII, "application/x-www-form-urlencoded");
        }

        HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
        string text = await response.Content.ReadAsStringAsync(cancellationToken);
        if (canaries.Read(text) is { } odd)
        {
            response.Content = new StringContent(odd, Encoding.UTF8, "application/json");
        }

        return response;
    }
}
