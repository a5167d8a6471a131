using System.Globalization;
using System.Numerics;
using System.Text;
using GameAuth.Jose.Tests.Oracles;

namespace GameAuth.Jose.Tests;

public class A_key_that_forges_is_refused
{
    // The eight points of small order, encoded canonically: orders 1, 2, 4, 4, 8, 8, 8, 8.
    private static readonly string[] SmallOrder =
    [
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    ];

    public static TheoryData<string> SmallOrderKeys => [.. SmallOrder];

    [Theory]
    [MemberData(nameof(SmallOrderKeys))]
    public void A_point_of_small_order_is_no_key(string key) => Assert.False(Ed25519PublicKey.TryImport(Convert.FromHexString(key), out _));

    [OpenSslFact]
    public void OpenSSL_takes_forgeries_under_such_points()
    {
        // R is the neutral point and S is zero, so the equation asks only that kA vanishes.
        byte[] forged = [1, .. new byte[63]];
        int taken = SmallOrder.Sum(key => Enumerable.Range(0, 16).Count(i =>
            OpenSsl.Verify(Convert.FromHexString(key), Encoding.UTF8.GetBytes($"message {i}"), forged)));
        Assert.True(taken > 16, $"{taken} forgeries were taken");
    }

    [Fact]
    public void Libsodium_takes_none()
    {
        byte[] forged = [1, .. new byte[63]];
        Assert.DoesNotContain(SmallOrder, key => Libsodium.Verify(Convert.FromHexString(key), "message"u8, forged));
    }

    [Theory]
    [InlineData("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")] // y = p + 1, the neutral point again
    [InlineData("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")] // y = p
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")] // y = 2^255 - 1
    [InlineData("0100000000000000000000000000000000000000000000000000000000000080")] // x = 0 with a sign
    [InlineData("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")] // x = 0 with a sign
    [InlineData("0200000000000000000000000000000000000000000000000000000000000000")] // no point has y = 2
    public void An_encoding_that_is_not_canonical_or_no_point_is_no_key(string key) =>
        Assert.False(Ed25519PublicKey.TryImport(Convert.FromHexString(key), out _));

    [Fact]
    public void A_point_has_one_encoding()
    {
        BigInteger p = BigInteger.Pow(2, 255) - 19;
        int points = 0;
        for (int y = 0; y < 19; y++)
        {
            foreach (byte sign in (byte[])[0, 0x80])
            {
                byte[] encoded = [(byte)y, .. new byte[30], sign];
                bool isNegativeZero = y == 1 && sign != 0;
                points += CurvePoint.TryDecode(encoded, out _) ? 1 : 0;
                Assert.False(isNegativeZero && CurvePoint.TryDecode(encoded, out _));

                (p + y).TryWriteBytes(encoded, out _, isUnsigned: true);
                encoded[31] |= sign;
                Assert.False(CurvePoint.TryDecode(encoded, out _), $"p + {y}");
            }
        }

        Assert.True(points > 10, $"{points} of these are points");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    [InlineData(64)]
    public void A_key_of_another_length_is_no_key(int length)
    {
        byte[] bytes = [.. new TestSigner(1).PublicBytes, .. new byte[32]];
        Assert.False(Ed25519PublicKey.TryImport(bytes.AsSpan(0, length), out _));
    }

    [Fact]
    public void An_honest_point_with_a_part_of_small_order_is_no_key()
    {
        // Adding the point (0, -1) of order two turns (x, y) to (-x, -y).
        byte[] honest = new TestSigner(1).PublicBytes;
        BigInteger p = BigInteger.Pow(2, 255) - 19;
        byte sign = (byte)(honest[31] & 0x80);
        byte[] y = [.. honest];
        y[31] &= 0x7f;
        byte[] mixed = new byte[32];
        (p - new BigInteger(y, isUnsigned: true)).TryWriteBytes(mixed, out _, isUnsigned: true);
        mixed[31] |= (byte)(sign ^ 0x80);
        Assert.True(CurvePoint.TryDecode(mixed, out _));
        Assert.False(Ed25519PublicKey.TryImport(mixed, out _));
    }

    [Fact]
    public void A_signature_with_a_larger_S_of_the_same_meaning_is_refused()
    {
        TestSigner signer = new(2);
        byte[] signature = signer.Sign("message"u8);
        BigInteger order = BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", CultureInfo.InvariantCulture);
        BigInteger s = new(signature.AsSpan(32), isUnsigned: true);
        (s + order).TryWriteBytes(signature.AsSpan(32), out _, isUnsigned: true);
        Assert.False(signer.Key.Verify("message"u8, signature));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    [InlineData(65)]
    public void A_signature_of_another_length_is_refused(int length)
    {
        TestSigner signer = new(3);
        byte[] signature = [.. signer.Sign("message"u8), 0];
        Assert.False(signer.Key.Verify("message"u8, signature.AsSpan(0, length)));
    }
}
