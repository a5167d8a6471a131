using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace GameAuth.Server.Hytale;

/// <summary>An answer before it is written: the members of a success, in the order of the API's text, or a row of the table of errors.</summary>
internal sealed class GatewayReply
{
    private readonly Action<Utf8JsonWriter>? _members;
    private readonly GatewayError? _error;

    private GatewayReply(Action<Utf8JsonWriter>? members, GatewayError? error) => (_members, _error) = (members, error);

    /// <summary>The row of the table of errors; null for a success.</summary>
    public GatewayError? Error => _error;

    public static GatewayReply Of(Action<Utf8JsonWriter> members) => new(members, error: null);

    public static GatewayReply Of(GatewayError error) => new(members: null, error);

    /// <summary>A time as the API's text writes it: whole seconds, UTC.</summary>
    public static string TimeOf(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Writes it. Nobody may keep an answer with tokens, nor one that says that there are none.</summary>
    /// <param name="response">An answer that has not begun.</param>
    /// <param name="headersInBody">The headers that the body of a 429 repeats; null for none.</param>
    public async Task WriteAsync(HttpResponse response, IReadOnlyList<(string Name, string Value)>? headersInBody = null)
    {
        ArrayBufferWriter<byte> body = new();
        using (Utf8JsonWriter json = new(body))
        {
            json.WriteStartObject();
            _members?.Invoke(json);
            if (_error is not null)
            {
                WriteError(json, _error, _error.Status == StatusCodes.Status429TooManyRequests ? headersInBody : null);
            }

            json.WriteEndObject();
        }

        if (_error?.RetryAfterHeader is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        response.StatusCode = _error?.Status ?? StatusCodes.Status200OK;
        response.Headers.CacheControl = "no-store";
        response.ContentType = "application/json";
        response.ContentLength = body.WrittenCount;
        await response.Body.WriteAsync(body.WrittenMemory, response.HttpContext.RequestAborted).ConfigureAwait(false);
    }

    private static void WriteError(Utf8JsonWriter json, GatewayError error, IReadOnlyList<(string Name, string Value)>? headers)
    {
        json.WriteString("code", error.Code);
        json.WriteString("message", error.Message);
        json.WriteNumber("status", error.Status);
        if (error.RetryAfter is { } seconds)
        {
            json.WriteNumber("retry_after", seconds);
        }

        if (error.Entitlement is { } entitlement)
        {
            json.WriteString("entitlement_required", entitlement);
        }

        if (headers is not null)
        {
            json.WriteStartObject("headers");
            foreach ((string name, string value) in headers)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
        }
    }
}
