using System.Buffers.Text;
using System.Numerics;
using System.Security.Cryptography;

namespace GameAuth.Jose;

/// <summary>An RSA key of 2048 to 8192 bits (RFC 7518 sections 3.3 and 6.3).</summary>
internal sealed class RsaMaterial : KeyMaterial
{
    private const int Shortest = 2048;

    // A longer one only buys slower verifications, at the choice of whoever publishes keys.
    private const int Longest = 8192;
    private const int LongestExponent = 4;

    private readonly RSAParameters _parameters;
    private readonly ClonePool<RSA> _keys;

    private RsaMaterial(RSAParameters parameters)
    {
        _parameters = parameters;
        _keys = new ClonePool<RSA>(() => RSA.Create(_parameters));
    }

    public override JwsAlgorithm Algorithm => JwsAlgorithm.Rs256;

    public override IReadOnlyList<(string Name, string Value)> RequiredMembers =>
        [("e", Base64Url.EncodeToString(_parameters.Exponent)), ("kty", "RSA"), ("n", Base64Url.EncodeToString(_parameters.Modulus))];

    /// <summary>Big-endian numbers without leading zeros; null when they are no sound key.</summary>
    public static RsaMaterial? From(byte[] modulus, byte[] exponent)
    {
        BigInteger n = new(modulus, isUnsigned: true, isBigEndian: true);
        BigInteger e = new(exponent, isUnsigned: true, isBigEndian: true);
        bool isSound = n.GetBitLength() is >= Shortest and <= Longest
            && !n.IsEven && !e.IsEven && e > BigInteger.One && exponent.Length <= LongestExponent
            && !RocaFingerprint.Matches(n);
        return isSound ? new RsaMaterial(new RSAParameters { Modulus = modulus, Exponent = exponent }) : null;
    }

    public override bool Verify(ReadOnlySpan<byte> signingInput, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != _parameters.Modulus!.Length)
        {
            return false;
        }

        RSA key = _keys.Rent();
        bool valid = key.VerifyData(signingInput, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        _keys.Return(key);
        return valid;
    }
}
