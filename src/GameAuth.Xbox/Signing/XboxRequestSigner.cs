using System.Buffers;
using System.Security.Cryptography;

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
    /// <exception cref="ArgumentException">The key is not a P-256 key.</exception>
    /// <exception cref="IllegalStepException">
    /// The address is not absolute, or not escaped so that HttpClient would send it unharmed; or the body has to be buffered and is larger than <see cref="MaxBufferedBody"/>.
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
