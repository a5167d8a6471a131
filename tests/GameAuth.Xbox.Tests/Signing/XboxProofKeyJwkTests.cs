using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace GameAuth.Xbox.Tests.Signing;

public sealed class XboxProofKeyJwkTests
{
    [Fact]
    public void It_has_the_six_public_members_and_no_other()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using JsonDocument json = JsonSerializer.SerializeToDocument(XboxProofKeyJwk.FromKey(key));

        Assert.Equal(["kty", "crv", "alg", "use", "x", "y"], json.RootElement.EnumerateObject().Select(member => member.Name));
        Assert.Equal(["EC", "P-256", "ES256", "sig"], json.RootElement.EnumerateObject().Take(4).Select(member => member.Value.GetString()));
    }

    [Fact]
    public void The_published_key_has_the_published_coordinates()
    {
        using ECDsa key = PublishedVector.G1.PublicKey();
        XboxProofKeyJwk jwk = XboxProofKeyJwk.FromKey(key);

        Assert.Equal((PublishedVector.G1.X, PublishedVector.G1.Y), (jwk.X, jwk.Y));
    }

    [Fact]
    public void Coordinates_with_leading_zeros_keep_32_bytes()
    {
        bool shortX = false, shortY = false;
        while (!shortX || !shortY)
        {
            using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            ECPoint point = key.ExportParameters(false).Q;
            (bool x, bool y) = (point.X![0] == 0, point.Y![0] == 0);
            (shortX, shortY) = (shortX | x, shortY | y);
            if (x || y)
            {
                XboxProofKeyJwk jwk = XboxProofKeyJwk.FromKey(key);
                Assert.Equal(point.X, Base64Url.DecodeFromChars(jwk.X));
                Assert.Equal(point.Y, Base64Url.DecodeFromChars(jwk.Y));
            }
        }
    }

    [Fact]
    public void Coordinates_that_a_key_gives_too_short_are_padded_on_the_left()
    {
        using TerseKey key = new();
        XboxProofKeyJwk jwk = XboxProofKeyJwk.FromKey(key);

        Assert.Equal(new string('0', 62) + "07", Convert.ToHexString(Base64Url.DecodeFromChars(jwk.X)));
        Assert.Equal(new string('0', 60) + "0809", Convert.ToHexString(Base64Url.DecodeFromChars(jwk.Y)));
    }

    [Fact]
    public void A_public_key_will_do_because_the_private_half_is_never_exported()
    {
        using TerseKey key = new();
        _ = XboxProofKeyJwk.FromKey(key);

        Assert.False(key.AskedForPrivate);
    }

    [Fact]
    public void A_key_on_another_curve_is_refused()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP384);

        Assert.Throws<ArgumentException>(() => XboxProofKeyJwk.FromKey(key));
    }

    /// <summary>A hardware key that strips leading zeros.</summary>
    private sealed class TerseKey : ECDsa
    {
        public bool AskedForPrivate { get; private set; }

        public override ECParameters ExportParameters(bool includePrivateParameters)
        {
            AskedForPrivate |= includePrivateParameters;
            return new() { Curve = ECCurve.NamedCurves.nistP256, Q = new() { X = [7], Y = [8, 9] } };
        }

        public override byte[] SignHash(byte[] hash) => throw new NotSupportedException();

        public override bool VerifyHash(byte[] hash, byte[] signature) => throw new NotSupportedException();
    }
}
