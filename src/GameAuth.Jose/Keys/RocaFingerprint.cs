using System.Numerics;

namespace GameAuth.Jose;

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
