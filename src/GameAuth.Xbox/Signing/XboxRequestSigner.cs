using System.Buffers.Binary;
using System.Buffers;
using System.Collections.Immutable;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace GameAuth.Xbox;

/// <summary>Makes the <c>Signature</c> header of Xbox Live: proof that the sender holds the device's key.</summary>
/// <remarks>
/// The header is base64 of policy version (4 bytes), time (8) and the ECDSA signature as r and s of 32 bytes each (IEEE P1363, not DER);
/// see <see cref="XboxSignaturePreImage"/> for what is signed. Stateless, so safe from any thread as far as the key is.
/// </remarks>
public sealed class XboxRequestSigner
{
    /// <summary>The name of the header.</summary>
    public const string HeaderName = "Signature";

    /// <summary>How many characters the header has.</summary>
    public const int HeaderLength = 104;

    /// <summary>How many bytes of a body that is not in memory yet are buffered to be signed: 67,108,864 (64 MiB). A larger one is refused.</summary>
    public const int MaxBufferedBody = 64 << 20;

    private readonly XboxSignaturePolicy _policy;

    /// <summary>Creates a signer for the hosts of one policy.</summary>
    /// <param name="policy">What the hosts want to see signed; <see cref="XboxSignaturePolicy.Default"/> for all sign-in hosts.</param>
    public XboxRequestSigner(XboxSignaturePolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        _policy = policy;
    }

    internal XboxSignaturePolicy Policy => _policy;

    /// <summary>Signs a request given by its parts. Allocates nothing of its own.</summary>
    /// <param name="key">The device's key, on the curve P-256.</param>
    /// <param name="at">The time on the server's clock; some hosts refuse a clock that is minutes off.</param>
    /// <param name="input">The request as it goes on the wire.</param>
    /// <param name="header">Takes the header: <see cref="HeaderLength"/> characters.</param>
    /// <param name="written">How many characters were written; 0 where <paramref name="header"/> is too short.</param>
    /// <returns>Whether <paramref name="header"/> was long enough.</returns>
    /// <exception cref="ArgumentException">The key is not a P-256 key, or the input breaks a rule of <see cref="XboxSignaturePreImage.TryWrite"/>.</exception>
    /// <exception cref="CryptographicException">The key failed to sign.</exception>
    public bool TrySign(ECDsa key, DateTimeOffset at, scoped in XboxSigningInput input, Span<char> header, out int written)
    {
        written = 0;
        if (header.Length < HeaderLength)
        {
            return false;
        }

        int length = XboxSignaturePreImage.GetLength(_policy, input);
        byte[] pooled = ArrayPool<byte>.Shared.Rent(length);
        Span<byte> preImage = pooled.AsSpan(0, length);
        try
        {
            _ = XboxSignaturePreImage.TryWrite(_policy, at, input, preImage, out _);
            written = XboxSignatureHeader.Write(key, _policy.Version, at, preImage, header);
            return true;
        }
        finally
        {
            // The pool's next user must not find the Authorization header, also when a later field was refused.
            preImage.Clear();
            ArrayPool<byte>.Shared.Return(pooled);
        }
    }

    /// <summary>Signs a message as HttpClient will send it, and adds the header in place of an older one.</summary>
    /// <param name="key">The device's key, on the curve P-256.</param>
    /// <param name="at">The time on the server's clock.</param>
    /// <param name="request">A message with an absolute address and all headers that the policy signs. Nothing signed may change before it is sent.</param>
    /// <param name="cancellationToken">Ends the buffering of a body that is not in memory yet.</param>
    /// <returns>A task that is complete at once, where the body is in memory: none, bytes, a string, a form, or buffered before.</returns>
    /// <remarks>A body of any other kind is buffered whole first, so that it is serialized once and the signed bytes are those that are sent.</remarks>
    /// <exception cref="ArgumentException">The key is not a P-256 key, or the address is not absolute.</exception>
    /// <exception cref="IllegalStepException">
    /// The address is not escaped so that HttpClient would send it unharmed; or the body has to be buffered and is larger than <see cref="MaxBufferedBody"/>.
    /// </exception>
    /// <exception cref="CryptographicException">The key failed to sign.</exception>
    public ValueTask SignAsync(ECDsa key, DateTimeOffset at, HttpRequestMessage request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Content is null || SignedMessage.IsInMemory(request.Content))
        {
            AddHeader(key, at, request);
            return ValueTask.CompletedTask;
        }

        return BufferAndSignAsync(key, at, request, cancellationToken);
    }

    private async ValueTask BufferAndSignAsync(ECDsa key, DateTimeOffset at, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            await request.Content!.LoadIntoBufferAsync(MaxBufferedBody, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException tooLarge) when (tooLarge.HttpRequestError is HttpRequestError.ConfigurationLimitExceeded)
        {
            throw SignedMessage.Refuse($"The body has more than {MaxBufferedBody} bytes and is not in memory; send it as bytes, or unsigned. Nothing was sent.");
        }

        AddHeader(key, at, request);
    }

    private void AddHeader(ECDsa key, DateTimeOffset at, HttpRequestMessage request)
    {
        using PreImageStream preImage = SignedMessage.ToPreImage(_policy, at, request);
        Span<char> header = stackalloc char[HeaderLength];
        int written = XboxSignatureHeader.Write(key, _policy.Version, at, preImage.Written, header);
        request.Headers.Remove(HeaderName);
        request.Headers.TryAddWithoutValidation(HeaderName, new string(header[..written]));
    }
}

/// <summary>What a host wants to see signed: one entry of <c>SignaturePolicies</c> in the title endpoint list (NSAL). Immutable.</summary>
/// <remarks>Facts: the public list at <c>title.mgt.xboxlive.com/titles/default/endpoints?type=1</c>, contract version 1.</remarks>
public sealed class XboxSignaturePolicy
{
    /// <summary>Version 1, the first 8192 bytes of the body, no extra headers: what the sign-in hosts and <c>*.xboxlive.com</c> use.</summary>
    public static XboxSignaturePolicy Default { get; } = new();

    /// <summary>The number of the policy, which the signature repeats in its first four bytes. Default: 1.</summary>
    public int Version { get; init; } = 1;

    /// <summary>How many bytes of the body are signed, from its start; a longer body is sent whole all the same. Default: 8192.</summary>
    /// <remarks>A long, because some hosts name 4294967295 to mean the whole body.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public long MaxBodyBytes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    } = 8192;

    /// <summary>The names of the headers whose values are signed after <c>Authorization</c>, in this order. Default: none.</summary>
    public ImmutableArray<string> ExtraHeaders
    {
        get;
        init => field = value.IsDefault ? [] : value;
    } = [];
}

/// <summary>Signs a pre-image and wraps the signature as the header carries it.</summary>
internal static class XboxSignatureHeader
{
    private const int TimeOffset = sizeof(int);
    private const int SignatureOffset = TimeOffset + sizeof(long);
    private const int SignatureLength = 64;
    private const int KeySizeInBits = 256;
    private const long MaxFileTime = 2_650_467_743_999_999_999;

    public static int Write(ECDsa key, int version, DateTimeOffset at, ReadOnlySpan<byte> preImage, Span<char> header)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (key.KeySize != KeySizeInBits)
        {
            throw new ArgumentException("Xbox Live takes proof keys on the curve P-256 only.", nameof(key));
        }

        Span<byte> raw = stackalloc byte[SignatureOffset + SignatureLength];
        BinaryPrimitives.WriteInt32BigEndian(raw, version);
        BinaryPrimitives.WriteInt64BigEndian(raw[TimeOffset..], at.ToFileTime());
        if (!key.TrySignData(preImage, raw[SignatureOffset..], HashAlgorithmName.SHA256, out int signed) || signed != SignatureLength)
        {
            throw new CryptographicException("The proof key did not return a signature of 64 bytes.");
        }

        return Convert.TryToBase64Chars(raw, header, out int written) ? written : 0;
    }

    /// <summary>The time that a header carries; null where it is no header of this layout.</summary>
    public static DateTimeOffset? TimeOf(ReadOnlySpan<char> header)
    {
        Span<byte> raw = stackalloc byte[SignatureOffset + SignatureLength];
        return Convert.TryFromBase64Chars(header, raw, out int written) && written == raw.Length
            && BinaryPrimitives.ReadInt64BigEndian(raw[TimeOffset..]) is >= 0 and <= MaxFileTime and long time
                ? DateTimeOffset.FromFileTime(time).ToUniversalTime()
                : null;
    }
}

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
