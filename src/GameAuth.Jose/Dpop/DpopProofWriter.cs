using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace GameAuth.Jose;

/// <summary>Makes DPoP proofs (RFC 9449 section 4.2) with one key. Immutable and safe for use from any thread.</summary>
/// <remarks>Make a proof for each request, also for one that is sent again: a server takes each only once.</remarks>
public sealed class DpopProofWriter
{
    // 128 bits; the RFC wants 96 at least.
    private const int IdLength = 16;

    private readonly IJwsSigner _signer;
    private readonly TimeProvider _clock;
    private readonly Func<string> _newId;
    private readonly byte[] _header;

    /// <summary>A writer that proves possession of a key.</summary>
    /// <param name="signer">The key; an <see cref="EcdsaJwsSigner"/> makes one of a key in software or hardware. Its public half goes into every proof, its id into none.</param>
    /// <param name="clock">The clock; null stands for the system's. A server without nonces refuses proofs of a clock that is minutes off.</param>
    /// <param name="newId">Makes the ids (<c>jti</c>) and is called from any thread; null stands for 128 random bits. For tests that need known ids.</param>
    public DpopProofWriter(IJwsSigner signer, TimeProvider? clock = null, Func<string>? newId = null)
    {
        ArgumentNullException.ThrowIfNull(signer);
        (_signer, _clock, _newId) = (signer, clock ?? TimeProvider.System, newId ?? NewId);
        _header = Header(signer.PublicKey);
    }

    /// <summary>Makes a proof for one request.</summary>
    /// <param name="method">The HTTP method as it is sent, such as <c>POST</c>.</param>
    /// <param name="uri">The URI as it is sent; its query and fragment are left out.</param>
    /// <param name="accessToken">The access token that the request presents, whose hash becomes <c>ath</c>; null for none.</param>
    /// <param name="nonce">The last nonce of this server, from its header <c>DPoP-Nonce</c> (RFC 9449 sections 8 and 9); null for none.</param>
    /// <returns>The value of the header <c>DPoP</c>.</returns>
    /// <exception cref="ArgumentException">The method is empty, or the URI is relative or not of http or https.</exception>
    /// <exception cref="CryptographicException">The key refused to sign.</exception>
    public string Write(string method, Uri uri, string? accessToken = null, string? nonce = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(method);
        ArrayBufferWriter<byte> claims = new();
        using (Utf8JsonWriter json = new(claims, JwsWriter.Options))
        {
            json.WriteStartObject();
            json.WriteString("jti", _newId());
            json.WriteString("htm", method);
            json.WriteString("htu", DpopUri.Of(uri));
            json.WriteNumber("iat", _clock.GetUtcNow().ToUnixTimeSeconds());
            if (accessToken is not null)
            {
                json.WriteString("ath", DpopRequest.HashOf(accessToken));
            }

            if (nonce is not null)
            {
                json.WriteString("nonce", nonce);
            }

            json.WriteEndObject();
        }

        return JwsWriter.Sign(_signer, _header, claims.WrittenSpan);
    }

    private static byte[] Header(JsonWebKey key)
    {
        ArrayBufferWriter<byte> header = new();
        using (Utf8JsonWriter json = new(header, JwsWriter.Options))
        {
            json.WriteStartObject();
            json.WriteString("typ", DpopProof.Type);
            json.WriteString("alg", AlgorithmNames.Of(key.Algorithm));
            json.WriteStartObject("jwk");
            key.WriteMembersTo(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return header.WrittenSpan.ToArray();
    }

    private static string NewId() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdLength));
}
