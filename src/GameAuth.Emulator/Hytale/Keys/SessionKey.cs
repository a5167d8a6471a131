using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace GameAuth.Emulator.Hytale.Keys;

/// <summary>A key that signs session, identity and server access tokens.</summary>
internal sealed class SessionKey(string kid)
{
    private readonly Lazy<Ed25519Signer> _signer = new(() => new Ed25519Signer(RandomNumberGenerator.GetBytes(32)));

    public string Kid => kid;

    public Ed25519Signer Signer => _signer.Value;

    public JsonObject Jwk => JwkOf(kid, Signer.PublicKey);

    public static JsonObject JwkOf(string kid, ReadOnlySpan<byte> x) => new()
    {
        ["kty"] = "OKP", ["alg"] = "EdDSA", ["use"] = "sig", ["kid"] = kid, ["crv"] = "Ed25519", ["x"] = Base64Url.EncodeToString(x),
    };
}
