using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace GameAuth.Server;

/// <summary>Writes every answer that is no success: <c>error</c>, <c>message</c>, <c>recoverable</c>, <c>retry_after_ms</c>.</summary>
internal static class AuthErrorWriter
{
    /// <summary>Writes.</summary>
    /// <param name="response">An answer that has not begun.</param>
    /// <param name="error">The code and the status.</param>
    /// <param name="message">A more exact sentence, without what the client sent; null for the code's own.</param>
    /// <param name="retryAfter">When to come again; null for the code's own.</param>
    public static async Task WriteAsync(HttpResponse response, AuthError error, string? message = null, TimeSpan? retryAfter = null)
    {
        TimeSpan wait = retryAfter ?? error.RetryAfter;
        ArrayBufferWriter<byte> body = new();
        using (Utf8JsonWriter json = new(body))
        {
            json.WriteStartObject();
            json.WriteString("error", error.Code);
            json.WriteString("message", message ?? error.Message);
            json.WriteBoolean("recoverable", error.IsRecoverable);
            json.WriteNumber("retry_after_ms", (long)Math.Ceiling(wait.TotalMilliseconds));
            json.WriteEndObject();
        }

        if (wait > TimeSpan.Zero)
        {
            // RFC 9110 section 10.2.3 has whole seconds.
            response.Headers.RetryAfter = ((long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        response.StatusCode = error.Status;
        await JsonAnswer.WriteAsync(response, body.WrittenMemory).ConfigureAwait(false);
    }
}

/// <summary>Writes answers of an application as the session server writes its own.</summary>
public static class AuthErrorExtensions
{
    /// <summary>Writes an answer that is no success: from a rate limiter, a hub's door, an endpoint of the application's own.</summary>
    /// <param name="response">An answer that has not begun.</param>
    /// <param name="error">The code and the status, such as <see cref="AuthError.RateLimited"/>.</param>
    /// <param name="message">A more exact sentence; no secret, and nothing that the client sent. Null for the code's own.</param>
    /// <param name="retryAfter">When to come again; null for the code's own.</param>
    /// <param name="cancellationToken">Ends the wait before it is written; the end of the client's connection ends it anyhow.</param>
    /// <returns>Done when it is written.</returns>
    public static Task WriteAuthErrorAsync(
        this HttpResponse response, AuthError error, string? message = null, TimeSpan? retryAfter = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(error);
        return cancellationToken.IsCancellationRequested ? Task.FromCanceled(cancellationToken) : AuthErrorWriter.WriteAsync(response, error, message, retryAfter);
    }
}

/// <summary>Writes JSON that nobody may keep (RFC 6749 section 5.1).</summary>
internal static class JsonAnswer
{
    public const string ContentType = "application/json";

    /// <summary>Writes an object.</summary>
    /// <param name="response">An answer that has not begun.</param>
    /// <param name="members">Writes its members.</param>
    public static Task WriteAsync(HttpResponse response, Action<Utf8JsonWriter> members)
    {
        ArrayBufferWriter<byte> bytes = new();
        using (Utf8JsonWriter json = new(bytes))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return WriteAsync(response, bytes.WrittenMemory);
    }

    public static async Task WriteAsync(HttpResponse response, ReadOnlyMemory<byte> json, string cacheControl = "no-store")
    {
        response.Headers.CacheControl = cacheControl;
        response.ContentType = ContentType;
        response.ContentLength = json.Length;
        await response.Body.WriteAsync(json, response.HttpContext.RequestAborted).ConfigureAwait(false);
    }
}
