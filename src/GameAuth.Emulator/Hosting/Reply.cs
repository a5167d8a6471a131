using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace GameAuth.Emulator.Hosting;

/// <summary>An answer before it is written: JSON stays a tree, so that a fault can damage it.</summary>
internal sealed record Reply(int Status)
{
    public JsonNode? Json { get; init; }

    public ReadOnlyMemory<byte> Bytes { get; init; }

    public string ContentType { get; init; } = "application/json; charset=utf-8";

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Content-Length announces the whole body, but only this many bytes leave before the connection ends.</summary>
    public int? CutAfter { get; init; }

    /// <summary>What happens on the connection once it is a WebSocket; the status is 101 then. A fault that replaces the answer takes it away.</summary>
    public SocketUpgrade? Upgrade { get; init; }

    /// <summary>What the answer really is, where it takes time: got after the emulator's lock was let go.</summary>
    public Func<CancellationToken, Task<Reply>>? Later { get; init; }

    /// <summary>Whether it came from an application behind the emulator, whose headers are its own.</summary>
    public bool IsForwarded { get; init; }

    public static Reply Switch(string? protocol, Func<EmulatedSocket, Task> converse) => new(101) { Upgrade = new SocketUpgrade(protocol, converse) };

    public static Reply Of(int status, JsonNode json) => new(status) { Json = json };

    public static Reply Empty(int status) => new(status);

    public static Reply Html(int status, string markup) =>
        new(status) { Bytes = Encoding.UTF8.GetBytes(markup), ContentType = "text/html; charset=utf-8" };

    public Reply With(string name, string value) => this with { Headers = [.. Headers, new(name, value)] };

    /// <summary>Retry-After in whole seconds, rounded up.</summary>
    public Reply WithRetryAfter(TimeSpan wait) => With("Retry-After", ((long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture));

    public ReadOnlyMemory<byte> ToBytes() => Json is null ? Bytes : JsonText.Write(Json);
}

/// <summary>Puts an answer on the wire, with the server's own idea of the time in <c>Date</c>.</summary>
internal static class ReplyWriter
{
    public static async Task WriteAsync(HttpContext context, Reply reply, DateTimeOffset now)
    {
        ReadOnlyMemory<byte> body = reply.ToBytes();
        HttpResponse response = context.Response;
        response.StatusCode = reply.Status;
        response.Headers.Date = now.ToString("R", CultureInfo.InvariantCulture);
        if (!reply.IsForwarded)
        {
            if (reply.Headers.All(header => header.Key != "Cache-Control")) { response.Headers.CacheControl = "no-store, must-revalidate, no-cache"; }
            response.Headers["X-Content-Type-Options"] = "nosniff";
        }

        if (body.Length > 0 && reply.ContentType.Length > 0) { response.ContentType = reply.ContentType; }
        foreach ((string name, string value) in reply.Headers) { response.Headers.Append(name, value); }
        // These never have a body: the server refuses even an empty one, and would end the connection after the answer.
        if (reply.Status is 204 or 304) { return; }
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(reply.CutAfter is { } cut ? body[..cut] : body, context.RequestAborted).ConfigureAwait(false);
        if (reply.CutAfter is null) { return; }
        await response.Body.FlushAsync(context.RequestAborted).ConfigureAwait(false);
        context.Abort();
    }
}

/// <summary>JSON as the live services write it: compact, and a plus sign is a plus sign.</summary>
internal static class JsonText
{
    public static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 1024 };

    public static ReadOnlyMemory<byte> Write(JsonNode node) => Write(writer => node.WriteTo(writer));

    public static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, Plain)) { write(writer); }
        return buffer.WrittenMemory;
    }

    /// <summary>Null when the bytes are not a JSON object.</summary>
    public static JsonElement? ParseObject(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes);
            return document.RootElement.ValueKind is JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
