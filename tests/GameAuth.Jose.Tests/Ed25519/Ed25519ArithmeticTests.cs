using System.Globalization;
using System.Numerics;

namespace GameAuth.Jose.Tests;

/// <summary>Against BigInteger, with limbs as large as the bounds allow.</summary>
public class Ed25519ArithmeticTests
{
    private const ulong Largest = (1UL << 54) - 1;

    private static readonly BigInteger P = BigInteger.Pow(2, 255) - 19;
    private static readonly BigInteger Order = BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", CultureInfo.InvariantCulture);

    [Fact]
    public void Products_and_squares_of_the_largest_limbs_are_right()
    {
        Random random = new(1);
        for (int i = 0; i < 2000; i++)
        {
            ulong[] left = Limbs(random, i);
            ulong[] right = Limbs(random, i + 1);
            FieldElement.Multiply(out FieldElement product, Element(left), Element(right));
            Assert.Equal(Value(left) * Value(right) % P, Value(product));
            FieldElement.Square(out FieldElement square, Element(left));
            Assert.Equal(Value(left) * Value(left) % P, Value(square));
        }
    }

    [Fact]
    public void An_inverse_times_its_element_is_one()
    {
        Random random = new(2);
        FieldElement[] shared = new FieldElement[SharedInversion.MaxCount];
        FieldElement[] inverses = new FieldElement[shared.Length];
        for (int i = 0; i < shared.Length; i++)
        {
            FieldElement.Multiply(out shared[i], Element(Limbs(random, 3)), FieldElement.One);
            FieldElement.Invert(out FieldElement inverse, shared[i]);
            Assert.Equal(BigInteger.ModPow(Value(shared[i]), P - 2, P), Value(inverse));
            inverses[i] = inverse;
        }

        SharedInversion.Invert(shared);
        Assert.Equal(inverses.Select(Value), shared.Select(Value));
    }

    [Fact]
    public void A_hash_is_reduced_modulo_the_order()
    {
        Random random = new(3);
        byte[] hash = new byte[64];
        for (int i = 0; i < 5000; i++)
        {
            random.NextBytes(hash);
            if (i < 64)
            {
                hash.AsSpan(i).Fill(0xff);
            }
            else if (i < 128)
            {
                BigInteger near = (Order * (BigInteger.One << (i - 64))) - (i % 3) + 1;
                Array.Clear(hash);
                near.TryWriteBytes(hash, out _, isUnsigned: true);
            }

            Assert.Equal(new BigInteger(hash, isUnsigned: true) % Order, Value(Scalar.Reduce(hash)));
        }
    }

    [Fact]
    public void Only_a_scalar_below_the_order_is_canonical()
    {
        for (int offset = -3; offset <= 3; offset++)
        {
            byte[] bytes = new byte[32];
            (Order + offset).TryWriteBytes(bytes, out _, isUnsigned: true);
            Assert.Equal(offset < 0, Scalar.TryReadCanonical(bytes, out _));
        }
    }

    [Fact]
    public void Both_ways_to_multiply_a_point_agree()
    {
        Span<byte> encoded = stackalloc byte[32];
        encoded.Fill(0x66);
        encoded[0] = 0x58;
        Assert.True(CurvePoint.TryDecode(encoded, out CurvePoint point));
        OddMultiples multiples = new(point);
        Random random = new(4);
        byte[] bytes = new byte[32];
        for (int i = 0; i < 400; i++)
        {
            random.NextBytes(bytes);
            bytes[31] &= 0x0f;
            if (i < 4)
            {
                Array.Fill(bytes, i % 2 == 0 ? (byte)0 : (byte)0xff);
                bytes[31] = (byte)(i < 2 ? 0 : 0x0f);
            }

            Assert.True(Scalar.TryReadCanonical(bytes, out Scalar scalar));
            CurvePoint one = multiples.Multiply(scalar);
            CurvePoint other = CurvePoint.Identity;
            CombTable.OfBase.AddProduct(ref other, scalar);
            FieldElement.Multiply(out FieldElement left, one.X, other.Z);
            FieldElement.Multiply(out FieldElement right, other.X, one.Z);
            Assert.True(left.Is(right), $"scalar {i}");
        }
    }

    private static ulong[] Limbs(Random random, int i) =>
        i < 4 ? Enumerable.Repeat(Largest, 5).ToArray() : Enumerable.Range(0, 5).Select(_ => (ulong)random.NextInt64() & Largest).ToArray();

    private static FieldElement Element(ulong[] limbs) => new(limbs[0], limbs[1], limbs[2], limbs[3], limbs[4]);

    private static BigInteger Value(ulong[] limbs) => limbs.Select((limb, i) => (BigInteger)limb << (51 * i)).Aggregate(BigInteger.Add);

    private static BigInteger Value(FieldElement element)
    {
        byte[] bytes = new byte[32];
        element.Encode(bytes);
        return new BigInteger(bytes, isUnsigned: true);
    }

    private static BigInteger Value(Scalar scalar) =>
        Enumerable.Range(0, 32).Select(i => (BigInteger)scalar.Bits(8 * i, 8) << (8 * i)).Aggregate(BigInteger.Add);
}
