using System.Numerics;
using System.Security.Cryptography;

namespace GameAuth.Emulator.AuthorizationServer;

/// <summary>Ed25519 (RFC 8032 section 5.1): a seed of 32 bytes, its public key, and signatures.</summary>
internal sealed class Ed25519Signer
{
    private readonly BigInteger _scalar;
    private readonly byte[] _prefix;

    public Ed25519Signer(ReadOnlySpan<byte> seed)
    {
        byte[] hash = SHA512.HashData(seed);
        hash[0] &= 0xF8;
        hash[31] &= 0x7F;
        hash[31] |= 0x40;
        _scalar = Number(hash.AsSpan(0, 32));
        _prefix = hash[32..];
        PublicKey = EdwardsPoint.TimesBase(_scalar).Encode();
    }

    public byte[] PublicKey { get; }

    public byte[] Sign(ReadOnlySpan<byte> message)
    {
        BigInteger nonce = Number(SHA512.HashData([.. _prefix, .. message])) % EdwardsPoint.L;
        byte[] r = EdwardsPoint.TimesBase(nonce).Encode();
        BigInteger challenge = Number(SHA512.HashData([.. r, .. PublicKey, .. message])) % EdwardsPoint.L;
        return [.. r, .. EdwardsPoint.LittleEndian((nonce + challenge * _scalar) % EdwardsPoint.L)];
    }

    /// <summary>The same signature with S + L instead of S: a verifier that does not look at the size of S takes it (RFC 8032 section 8.4).</summary>
    public static byte[] WithLargeS(byte[] signature) =>
        [.. signature[..32], .. EdwardsPoint.LittleEndian(Number(signature.AsSpan(32)) + EdwardsPoint.L)];

    private static BigInteger Number(ReadOnlySpan<byte> littleEndian) => new(littleEndian, isUnsigned: true);
}

/// <summary>
/// A point of edwards25519 in extended coordinates (RFC 8032 section 5.1.4), on big integers: made to be read, not to be fast, and
/// not constant in time. It signs what an emulator says, nothing else.
/// </summary>
internal sealed record EdwardsPoint(BigInteger X, BigInteger Y, BigInteger Z, BigInteger T)
{
    /// <summary>The prime of the field, 2^255 - 19.</summary>
    public static readonly BigInteger P = BigInteger.Pow(2, 255) - 19;

    /// <summary>The order of the base point.</summary>
    public static readonly BigInteger L = BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", System.Globalization.CultureInfo.InvariantCulture);

    private static readonly BigInteger D = Mod(-121665 * Invert(121666));

    private static readonly EdwardsPoint Neutral = new(0, 1, 1, 0);

    private static readonly Lazy<EdwardsPoint[]> BaseDoublings = new(DoublingsOfBase);

    /// <summary>A multiple of the base point: the sum of its doublings where the factor has a one.</summary>
    public static EdwardsPoint TimesBase(BigInteger factor)
    {
        EdwardsPoint sum = Neutral;
        EdwardsPoint[] doublings = BaseDoublings.Value;
        for (int bit = 0; bit < doublings.Length; bit++)
        {
            if (!((factor >> bit) & 1).IsZero) { sum = sum.Add(doublings[bit]); }
        }

        return sum;
    }

    /// <summary>RFC 8032 section 5.1.2: y in little endian, and the lowest bit of x on top.</summary>
    public byte[] Encode()
    {
        BigInteger inverse = Invert(Z);
        byte[] bytes = LittleEndian(Mod(Y * inverse));
        if (!Mod(X * inverse).IsEven) { bytes[31] |= 0x80; }
        return bytes;
    }

    public static byte[] LittleEndian(BigInteger value)
    {
        byte[] bytes = new byte[32];
        value.TryWriteBytes(bytes, out _, isUnsigned: true);
        return bytes;
    }

    private EdwardsPoint Add(EdwardsPoint other)
    {
        BigInteger a = Mod((Y - X) * (other.Y - other.X));
        BigInteger b = Mod((Y + X) * (other.Y + other.X));
        BigInteger c = Mod(2 * T * other.T * D);
        BigInteger d = Mod(2 * Z * other.Z);
        (BigInteger e, BigInteger f, BigInteger g, BigInteger h) = (b - a, d - c, d + c, b + a);
        return new EdwardsPoint(Mod(e * f), Mod(g * h), Mod(f * g), Mod(e * h));
    }

    private static EdwardsPoint[] DoublingsOfBase()
    {
        BigInteger y = Mod(4 * Invert(5));
        BigInteger x = EvenRoot(Mod((y * y - 1) * Invert(D * y * y + 1)));
        EdwardsPoint[] doublings = new EdwardsPoint[256];
        doublings[0] = new EdwardsPoint(x, y, 1, Mod(x * y));
        for (int bit = 1; bit < doublings.Length; bit++) { doublings[bit] = doublings[bit - 1].Add(doublings[bit - 1]); }
        return doublings;
    }

    /// <summary>RFC 8032 section 5.1.3: the candidate root, times the root of -1 where it is not one yet; of both, the even one.</summary>
    private static BigInteger EvenRoot(BigInteger square)
    {
        BigInteger root = BigInteger.ModPow(square, (P + 3) / 8, P);
        if (Mod(root * root) != square) { root = Mod(root * BigInteger.ModPow(2, (P - 1) / 4, P)); }
        return root.IsEven ? root : P - root;
    }

    private static BigInteger Invert(BigInteger value) => BigInteger.ModPow(Mod(value), P - 2, P);

    private static BigInteger Mod(BigInteger value)
    {
        BigInteger rest = value % P;
        return rest.Sign < 0 ? rest + P : rest;
    }
}
