using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace GameAuth.Hytale.Tests.Validation;

/// <summary>Signs tokens as Hytale's session service does, by BouncyCastle: the packages themselves never sign with Ed25519.</summary>
internal sealed class TokenSigner
{
    private readonly byte[] _seed;

    public TokenSigner(byte seed, string keyId)
    {
        _seed = SHA256.HashData([seed, 0x45, 0x6d, 0x75]);
        KeyId = keyId;
        byte[] x = new Ed25519PrivateKeyParameters(_seed, 0).GeneratePublicKey().GetEncoded();
        Jwk = $$"""{"kty":"OKP","alg":"EdDSA","use":"sig","kid":"{{keyId}}","crv":"Ed25519","x":"{{Base64Url.EncodeToString(x)}}"}""";
    }

    public string KeyId { get; }

    public string Jwk { get; }

    public static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    public static string Set(params IEnumerable<string> jwks) => $$"""{"keys":[{{string.Join(',', jwks)}}]}""";

    public string Sign(string payload) => Sign($$"""{"alg":"EdDSA","kid":"{{KeyId}}","typ":"JWT"}""", payload);

    public string Sign(string header, string payload)
    {
        string input = $"{Encode(header)}.{Encode(payload)}";
        byte[] message = Encoding.ASCII.GetBytes(input);
        byte[] signature = new byte[64];
        Ed25519.Sign(_seed, 0, message, 0, message.Length, signature, 0);
        return $"{input}.{Base64Url.EncodeToString(signature)}";
    }
}
