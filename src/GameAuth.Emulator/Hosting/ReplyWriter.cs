using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace GameAuth.Emulator.Hosting;

/// <summary>Puts an answer on the wire, with the server's own idea of the time in <c>Date</c>.</summary>
internal static class ReplyWriter
{
    public static async Task WriteAsync(HttpContext context, Reply reply, DateTimeOffset now)
    {
        ReadOnlyMemory<byte> body = reply.ToBytes();
        HttpResponse response = context.Response;
        response.StatusCode = reply.Status;
        response.Headers.Date = now.ToString("R", CultureInfo.InvariantCulture);
        if (reply.Headers.All(header => header.Key != "Cache-Control")) response.Headers.CacheControl = "no-store, must-revalidate, no-cache";
        response.Headers["X-Content-Type-Options"] = "nosniff";
        if (body.Length > 0) response.ContentType = reply.ContentType;
        foreach ((string name, string value) in reply.Headers)
            response.Headers.Append(name, value);
        if (reply.Status is not (204 or 304)) response.ContentLength = body.Length;
        await response.Body.WriteAsync(reply.CutAfter is { } cut ? body[..cut] : body, context.RequestAborted).ConfigureAwait(false);
        if (reply.CutAfter is null) return;
        await response.Body.FlushAsync(context.RequestAborted).ConfigureAwait(false);
        context.Abort();
    }
}
