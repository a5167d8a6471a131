using System.Buffers.Text;

namespace GameAuth.Jose;

/// <summary>An Octet Key Pair on Ed25519 (RFC 8037 section 2).</summary>
internal sealed class Ed25519Material(Ed25519PublicKey key) : KeyMaterial
{
    public override JwsAlgorithm Algorithm => JwsAlgorithm.EdDsa;

    public override IReadOnlyList<(string Name, string Value)> RequiredMembers
    {
        get
        {
            byte[] x = new byte[Ed25519PublicKey.Size];
            key.Export(x);
            return [("crv", "Ed25519"), ("kty", "OKP"), ("x", Base64Url.EncodeToString(x))];
        }
    }

    public override bool Verify(ReadOnlySpan<byte> signingInput, ReadOnlySpan<byte> signature) => key.Verify(signingInput, signature);
}
