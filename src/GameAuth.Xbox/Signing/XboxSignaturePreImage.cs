using System.Buffers.Binary;
using System.Text;

namespace GameAuth.Xbox;

/// <summary>The bytes that an Xbox Live signature is made over. Stateless, so safe from any thread.</summary>
/// <remarks>
/// Layout, each field ended by a NUL: policy version (int32, big-endian), time (FILETIME, int64, big-endian), method, path and
/// query, <c>Authorization</c>, each extra header of the policy, the first bytes of the body. No public specification exists; the
/// layout is pinned by two captured requests in the tests. The signature is ECDSA P-256 over the SHA-256 of these bytes.
/// </remarks>
public static class XboxSignaturePreImage
{
    private const int FixedLength = sizeof(int) + 1 + sizeof(long) + 1;

    // Strict, so that text which cannot be on the wire is refused rather than signed as something else.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>How many bytes <see cref="TryWrite"/> writes.</summary>
    /// <param name="policy">The policy of the host.</param>
    /// <param name="input">The request.</param>
    /// <returns>The length in bytes.</returns>
    public static int GetLength(XboxSignaturePolicy policy, scoped in XboxSigningInput input)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return checked(GetHeadLength(input) + SignedPart(policy, input.Body).Length + 1);
    }

    /// <summary>Writes the bytes to sign.</summary>
    /// <param name="policy">The policy of the host.</param>
    /// <param name="at">The time to sign, on the server's clock; sub-second ticks are kept.</param>
    /// <param name="input">The request.</param>
    /// <param name="destination">Takes <see cref="GetLength"/> bytes.</param>
    /// <param name="written">How many bytes were written; 0 where the destination is too short.</param>
    /// <returns>Whether the destination was long enough.</returns>
    /// <exception cref="ArgumentException">A text part holds a NUL, or the extra header values are not as many as the policy names.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="at"/> is before 1601, where FILETIME begins.</exception>
    public static bool TryWrite(
        XboxSignaturePolicy policy, DateTimeOffset at, scoped in XboxSigningInput input, Span<byte> destination, out int written)
    {
        written = 0;
        if (destination.Length < GetLength(policy, input))
        {
            return false;
        }

        int head = WriteHead(policy, at, input, destination);
        ReadOnlySpan<byte> body = SignedPart(policy, input.Body);
        body.CopyTo(destination[head..]);
        destination[head + body.Length] = 0;
        written = head + body.Length + 1;
        return true;
    }

    /// <summary>The length of all that comes before the body.</summary>
    internal static int GetHeadLength(scoped in XboxSigningInput input)
    {
        int length = checked(FixedLength
            + input.Method.Length + 1
            + Utf8.GetByteCount(input.PathAndQuery) + 1
            + Utf8.GetByteCount(input.Authorization) + 1);
        foreach (string value in input.ExtraHeaderValues)
        {
            length = checked(length + Utf8.GetByteCount(value) + 1);
        }

        return length;
    }

    /// <summary>Writes all that comes before the body, and returns its length.</summary>
    internal static int WriteHead(
        XboxSignaturePolicy policy, DateTimeOffset at, scoped in XboxSigningInput input, Span<byte> destination)
    {
        if (input.ExtraHeaderValues.Length != policy.ExtraHeaders.Length)
        {
            throw new ArgumentException(
                $"The policy signs {policy.ExtraHeaders.Length} extra header(s), but {input.ExtraHeaderValues.Length} value(s) came.", nameof(input));
        }

        BinaryPrimitives.WriteInt32BigEndian(destination, policy.Version);
        destination[sizeof(int)] = 0;
        BinaryPrimitives.WriteInt64BigEndian(destination[(sizeof(int) + 1)..], at.ToFileTime());
        destination[FixedLength - 1] = 0;

        int position = FixedLength;
        position += WriteMethod(input.Method, destination[position..]);
        position += WriteText(input.PathAndQuery, destination[position..]);
        position += WriteText(input.Authorization, destination[position..]);
        foreach (string value in input.ExtraHeaderValues)
        {
            position += WriteText(value, destination[position..]);
        }

        return position;
    }

    private static ReadOnlySpan<byte> SignedPart(XboxSignaturePolicy policy, ReadOnlySpan<byte> body) =>
        body.Length > policy.MaxBodyBytes ? body[..(int)policy.MaxBodyBytes] : body;

    private static int WriteMethod(ReadOnlySpan<char> method, Span<byte> destination)
    {
        if (Ascii.ToUpper(method, destination, out int written) != System.Buffers.OperationStatus.Done || method.Contains('\0'))
        {
            throw new ArgumentException("A method is ASCII (RFC 9110 section 9.1).", nameof(method));
        }

        destination[written] = 0;
        return written + 1;
    }

    private static int WriteText(ReadOnlySpan<char> text, Span<byte> destination)
    {
        // A NUL inside a field would let one request carry the signature of another.
        if (text.Contains('\0'))
        {
            throw new ArgumentException("A signed field holds a NUL.", nameof(text));
        }

        int written = Utf8.GetBytes(text, destination);
        destination[written] = 0;
        return written + 1;
    }
}

/// <summary>The parts of one request that a signature covers, as they go on the wire. What is not set is empty.</summary>
/// <remarks>No text part may hold a NUL, because NUL ends each field of the layout.</remarks>
public readonly ref struct XboxSigningInput
{
    /// <summary>The method, such as <c>POST</c>; ASCII letters are signed in upper case.</summary>
    public ReadOnlySpan<char> Method { get; init; }

    /// <summary>The request target: path and query, escaped as sent, with <c>?</c>, without scheme, host and fragment.</summary>
    public ReadOnlySpan<char> PathAndQuery { get; init; }

    /// <summary>The value of the <c>Authorization</c> header; empty where none is sent.</summary>
    public ReadOnlySpan<char> Authorization { get; init; }

    /// <summary>The values for <see cref="XboxSignaturePolicy.ExtraHeaders"/>, in its order; an absent header is an empty string.</summary>
    public ReadOnlySpan<string> ExtraHeaderValues { get; init; }

    /// <summary>The whole body; the policy decides how much of it is signed.</summary>
    public ReadOnlySpan<byte> Body { get; init; }
}
