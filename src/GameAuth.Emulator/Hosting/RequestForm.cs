using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace GameAuth.Emulator.Hosting;

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
