using System.Buffers.Text;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;

namespace GameAuth.Jose;

/// <summary>An elliptic curve key on P-256 (RFC 7518 section 6.2).</summary>
internal sealed class EcdsaMaterial : KeyMaterial
{
    public const int CoordinateLength = 32;
    private const int SignatureLength = 2 * CoordinateLength;
    private const string P256 = "1.2.840.10045.3.1.7";

    // FIPS 186-4, D.1.2.3; the curve is y^2 = x^3 - 3x + b.
    private static readonly BigInteger P = Hex("0ffffffff00000001000000000000000000000000ffffffffffffffffffffffff");
    private static readonly BigInteger B = Hex("05ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b");

    private readonly ECPoint _point;
    private readonly KeyObjectPool<ECDsa> _keys;

    private EcdsaMaterial(ECPoint point)
    {
        _point = point;
        _keys = new KeyObjectPool<ECDsa>(() => ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = _point }));
    }

    public override JwsAlgorithm Algorithm => JwsAlgorithm.Es256;

    public override IReadOnlyList<(string Name, string Value)> RequiredMembers =>
        [("crv", "P-256"), ("kty", "EC"), ("x", Base64Url.EncodeToString(_point.X)), ("y", Base64Url.EncodeToString(_point.Y))];

    /// <summary>Coordinates of 32 bytes each; null when they are no point of the curve. P-256 has no points of small order.</summary>
    public static EcdsaMaterial? From(byte[] x, byte[] y)
    {
        BigInteger left = new(x, isUnsigned: true, isBigEndian: true);
        BigInteger right = new(y, isUnsigned: true, isBigEndian: true);
        BigInteger difference = ((left * left * left) - (3 * left) + B - (right * right)) % P;
        return left < P && right < P && difference.IsZero ? new EcdsaMaterial(new ECPoint { X = x, Y = y }) : null;
    }

    /// <summary>Exported parameters; null when they are of another curve. A key of a Windows provider may name its curve without the identifier.</summary>
    public static EcdsaMaterial? From(ECParameters parameters)
    {
        Oid? name = parameters.Curve.IsNamed ? parameters.Curve.Oid : null;
        bool isP256 = name is { Value: P256 } or { Value: null, FriendlyName: "nistP256" or "ECDSA_P256" };
        return isP256 && parameters.Q is { X: { Length: CoordinateLength } x, Y: { Length: CoordinateLength } y } ? From(x, y) : null;
    }

    public override bool Verify(ReadOnlySpan<byte> signingInput, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != SignatureLength)
        {
            return false;
        }

        ECDsa key = _keys.Rent();
        bool valid = key.VerifyData(signingInput, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        _keys.Return(key);
        return valid;
    }

    public override void Release() => _keys.Clear();

    private static BigInteger Hex(string digits) => BigInteger.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
