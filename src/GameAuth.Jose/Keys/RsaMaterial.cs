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
    private readonly KeyObjectPool<RSA> _keys;

    private RsaMaterial(RSAParameters parameters)
    {
        _parameters = parameters;
        _keys = new KeyObjectPool<RSA>(() => RSA.Create(_parameters));
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

    public override void Release() => _keys.Clear();
}

/// <summary>Recognises RSA moduli of a broken generator whose primes can be found (CVE-2017-15361).</summary>
/// <remarks>Modulo each small prime such a modulus is a power of 65537; another one is that for all of them about once in 2^27 times.</remarks>
internal static class RocaFingerprint
{
    private static readonly int[] Primes =
    [
        3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73,
        79, 83, 89, 97, 101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
    ];

    public static bool Matches(BigInteger modulus) => Array.TrueForAll(Primes, prime => IsPower((int)(modulus % prime), prime));

    private static bool IsPower(int remainder, int prime)
    {
        int power = 1;
        do
        {
            if (power == remainder)
            {
                return true;
            }

            power = (int)((long)power * 65537 % prime);
        }
        while (power != 1);

        return false;
    }
}
