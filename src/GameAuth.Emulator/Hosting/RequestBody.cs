using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace GameAuth.Emulator.Hosting;

/// <summary>Reads a body whole: a signature covers its raw bytes.</summary>
internal static class RequestBody
{
    public const int Limit = 1024 * 1024;

    /// <returns>The body, or null when it is larger than <see cref="Limit"/>.</returns>
    public static async Task<byte[]?> ReadAsync(HttpContext context)
    {
        PipeReader body = context.Request.BodyReader;
        ReadResult read = await body.ReadAtLeastAsync(Limit + 1, context.RequestAborted).ConfigureAwait(false);
        bool fits = read.Buffer.Length <= Limit;
        byte[]? bytes = fits ? read.Buffer.ToArray() : null;
        body.AdvanceTo(read.Buffer.End);
        return bytes;
    }
}

/// <summary>A form-urlencoded body; parameters that come twice are refused (RFC 6749 section 3.2).</summary>
internal sealed class RequestForm
{
    private readonly Dictionary<string, StringValues> _fields;

    private RequestForm(Dictionary<string, StringValues> fields) => _fields = fields;

    public string? this[string name] => _fields.TryGetValue(name, out StringValues values) && values is [{ Length: > 0 } value] ? value : null;

    public bool HasDuplicates => _fields.Values.Any(values => values.Count > 1);

    /// <summary>Null when the content type is another.</summary>
    public static RequestForm? Parse(Exchange exchange)
    {
        string type = exchange.Headers.ContentType.ToString();
        return type.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
            ? new RequestForm(QueryHelpers.ParseQuery(exchange.BodyText))
            : null;
    }
}
