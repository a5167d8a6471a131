using System.Collections.Immutable;
using System.Net.Http.Headers;
using System.Text;

namespace GameAuth.Xbox;

/// <summary>Reads from a message what HttpClient will put on the wire.</summary>
internal static class SignedMessage
{
    private const string Authorization = "Authorization";

    /// <summary>Whether the content gives the same bytes each time it is copied, without waiting. A subclass may not, so the types are exact.</summary>
    public static bool IsInMemory(HttpContent content)
    {
        Type type = content.GetType();
        return type == typeof(ByteArrayContent)
            || type == typeof(ReadOnlyMemoryContent)
            || type == typeof(StringContent)
            || type == typeof(FormUrlEncodedContent);
    }

    /// <summary>Writes the pre-image; the body must be in memory or buffered.</summary>
    public static PreImageStream ToPreImage(XboxSignaturePolicy policy, DateTimeOffset at, HttpRequestMessage request)
    {
        XboxSigningInput head = new()
        {
            PathAndQuery = TargetOf(request.RequestUri),
            Method = request.Method.Method,
            Authorization = ValueOf(request.Headers.NonValidated, Authorization) ?? "",
            ExtraHeaderValues = ExtraHeaders(policy.ExtraHeaders, request),
        };

        PreImageStream preImage = new(policy, at, head);
        try
        {
            // The same call that HttpClient makes to send, so both see the same bytes; a read stream would be shared with other readers.
            request.Content?.CopyTo(preImage, context: null, CancellationToken.None);
            preImage.Complete();
            return preImage;
        }
        catch
        {
            preImage.Dispose();
            throw;
        }
    }

    // HttpClient writes Uri.PathAndQuery as the request target, fragment left out, over HTTP/1.1 and HTTP/2 alike.
    private static string TargetOf(Uri? address)
    {
        string? target = address is { IsAbsoluteUri: true } ? address.PathAndQuery : null;
        return target switch
        {
            null => throw Refuse("The request has no absolute address. Set one, or a BaseAddress on the client."),

            // Only a Uri made without canonicalization gets here, and HttpClient garbles its non-ASCII characters.
            _ when !Ascii.IsValid(target) => throw Refuse("The path or query has characters that are not percent-encoded. Escape them (RFC 3986 section 2.1)."),
            _ => target,
        };
    }

    public static IllegalStepException Refuse(string message) => new(message) { Provider = "xbox", Step = "sign" };

    private static ReadOnlySpan<string> ExtraHeaders(ImmutableArray<string> names, HttpRequestMessage request)
    {
        if (names.IsEmpty)
        {
            return [];
        }

        string[] values = new string[names.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = ValueOf(request.Headers.NonValidated, names[i])
                ?? (request.Content is null ? null : ValueOf(request.Content.Headers.NonValidated, names[i]))
                ?? "";
        }

        return values;
    }

    private static string? ValueOf(HttpHeadersNonValidated headers, string name) =>
        headers.TryGetValues(name, out HeaderStringValues values) ? values.ToString() : null;
}
