using System.Buffers;
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
            PathAndQuery = TargetOf(request),
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
    private static string TargetOf(HttpRequestMessage request)
    {
        if (request.RequestUri is not { IsAbsoluteUri: true } address)
        {
            throw new ArgumentException("The request has no absolute address. Set one, or a BaseAddress on the client.", nameof(request));
        }

        // Only a Uri made without canonicalization fails here: HttpClient garbles its non-ASCII characters, so that the host would refuse the signature.
        return Ascii.IsValid(address.PathAndQuery)
            ? address.PathAndQuery
            : throw Refuse("The path or query has characters that are not percent-encoded. Escape them (RFC 3986 section 2.1).");
    }

    public static IllegalStepException Refuse(string message) => new(message) { Provider = XboxDefaults.Provider, Step = "sign" };

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

/// <summary>A pre-image in a pooled buffer, whose body part is written by the content itself; beyond the policy's limit it is dropped.</summary>
internal sealed class PreImageStream : Stream
{
    private byte[] _buffer;
    private int _length;
    private long _bodyLeft;

    public PreImageStream(XboxSignaturePolicy policy, DateTimeOffset at, scoped in XboxSigningInput head)
    {
        _bodyLeft = policy.MaxBodyBytes;
        _buffer = ArrayPool<byte>.Shared.Rent(XboxSignaturePreImage.GetHeadLength(head) + 1);
        _length = XboxSignaturePreImage.WriteHead(policy, at, head, _buffer);
    }

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Ends the body.</summary>
    public void Complete() => Append([0]);

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        ReadOnlySpan<byte> part = buffer.Length > _bodyLeft ? buffer[..(int)_bodyLeft] : buffer;
        _bodyLeft -= part.Length;
        Append(part);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        Release(_buffer, _length);
        (_buffer, _length) = ([], 0);
        base.Dispose(disposing);
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        int needed = checked(_length + bytes.Length);
        if (needed > _buffer.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(needed + 1);
            _buffer.AsSpan(0, _length).CopyTo(larger);
            Release(_buffer, _length);
            _buffer = larger;
        }

        bytes.CopyTo(_buffer.AsSpan(_length));
        _length = needed;
    }

    // The pool's next user must not find the Authorization header.
    private static void Release(byte[] buffer, int used)
    {
        buffer.AsSpan(0, used).Clear();
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
