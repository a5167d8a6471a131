using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using GameAuth.Jose;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace GameAuth.IdentityModel.Tests;

/// <summary>Signs with Ed25519 by BouncyCastle.</summary>
internal sealed class TokenSigner
{
    private readonly byte[] _seed;

    public TokenSigner(byte seed, string keyId)
    {
        _seed = SHA256.HashData([seed, 0x45, 0x6d, 0x75]);
        KeyId = keyId;
        Assert.True(Ed25519PublicKey.TryImport(new Ed25519PrivateKeyParameters(_seed, 0).GeneratePublicKey().GetEncoded(), out Ed25519PublicKey? key));
        Key = JsonWebKey.FromEd25519(key, keyId);
    }

    public string KeyId { get; }

    public JsonWebKey Key { get; }

    public static string Claims(string name = "EmuAda") =>
        $$"""{"iss":"https://sessions.hytale.com","sub":"{{name}}","aud":"emu","exp":{{DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds()}}}""";

    public string Sign(string payload) => Sign($$"""{"alg":"EdDSA","kid":"{{KeyId}}"}""", payload);

    public string Sign(string header, string payload)
    {
        byte[] message = Encoding.ASCII.GetBytes($"{Encode(header)}.{Encode(payload)}");
        byte[] signature = new byte[64];
        Ed25519.Sign(_seed, 0, message, 0, message.Length, signature, 0);
        return $"{Encoding.ASCII.GetString(message)}.{Base64Url.EncodeToString(signature)}";
    }

    public static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
