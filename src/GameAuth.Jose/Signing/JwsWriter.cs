using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace GameAuth.Jose;

/// <summary>Writes signed tokens in compact serialization (RFC 7515 section 7.1).</summary>
public static class JwsWriter
{
    // The header is no HTML, and at+jwt is easier to read than at\u002Bjwt.
    internal static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Signs a payload.</summary>
    /// <param name="signer">Signs, and names the algorithm and the key.</param>
    /// <param name="payload">The payload; for a JWT the claims as JSON in UTF-8.</param>
    /// <param name="type">The header's <c>typ</c>, such as <c>JWT</c> or <c>at+jwt</c>; null for none.</param>
    /// <returns>The token: a secret if whoever holds it may use it.</returns>
    public static string Write(IJwsSigner signer, ReadOnlySpan<byte> payload, string? type = "JWT")
    {
        ArgumentNullException.ThrowIfNull(signer);
        ArrayBufferWriter<byte> header = new();
        using (Utf8JsonWriter json = new(header, Options))
        {
            json.WriteStartObject();
            json.WriteString("alg", AlgorithmNames.Of(signer.PublicKey.Algorithm));
            if (signer.PublicKey.KeyId is { } keyId)
            {
                json.WriteString("kid", keyId);
            }

            if (type is not null)
            {
                json.WriteString("typ", type);
            }

            json.WriteEndObject();
        }

        return Sign(signer, header.WrittenSpan, payload);
    }

    /// <summary>Signs a header and a payload as they are.</summary>
    internal static string Sign(IJwsSigner signer, ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload)
    {
        ArrayBufferWriter<byte> token = new();
        Append(token, header);
        token.Write("."u8);
        Append(token, payload);
        byte[] signature = new byte[signer.SignatureLength];
        signer.Sign(token.WrittenSpan, signature);
        token.Write("."u8);
        Append(token, signature);
        return Encoding.ASCII.GetString(token.WrittenSpan);
    }

    private static void Append(ArrayBufferWriter<byte> token, ReadOnlySpan<byte> part)
    {
        Span<byte> destination = token.GetSpan(Base64Url.GetEncodedLength(part.Length));
        token.Advance(Base64Url.EncodeToUtf8(part, destination));
    }
}
