using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using GameAuth.Jose;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace GameAuth.Benchmarks;

/// <summary>An EdDSA session token of about 470 bytes, as documents show them, signed by BouncyCastle.</summary>
internal sealed class SessionToken
{
    private static readonly byte[] s_seed = SHA256.HashData("a benchmark"u8);

    public static byte[] PublicKey { get; } = new Ed25519PrivateKeyParameters(s_seed, 0).GeneratePublicKey().GetEncoded();

    public SessionToken(int number, string padding = "")
    {
        string header = Encode("""{"alg":"EdDSA","kid":"2025-10-01-emu-signing-key","typ":"JWT"}""");
        string claims = Encode(
            $$"""{"iss":"https://sessions.example.org","sub":"11111111-2222-4333-8444-{{number:D12}}","iat":1893456000,"exp":1893459600,"nbf":1893456000,"scope":"hytale:server","profile":{"uuid":"11111111-2222-4333-8444-{{number:D12}}","username":"EmuAda"}{{padding}}}""");
        SigningInput = Encoding.ASCII.GetBytes($"{header}.{claims}");
        Signature = new byte[64];
        Ed25519.Sign(s_seed, 0, SigningInput, 0, SigningInput.Length, Signature, 0);
        Bytes = [.. SigningInput, (byte)'.', .. Encoding.ASCII.GetBytes(Base64Url.EncodeToString(Signature))];
    }

    public byte[] Bytes { get; }

    public byte[] SigningInput { get; }

    public byte[] Signature { get; }

    public static Ed25519PublicKey ImportKey() =>
        Ed25519PublicKey.TryImport(PublicKey, out Ed25519PublicKey? key) ? key : throw new InvalidOperationException("The key is not sound.");

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
