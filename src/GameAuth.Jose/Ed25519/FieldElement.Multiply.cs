using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace GameAuth.Jose;

internal partial struct FieldElement
{
    /// <summary>left * right, reduced. Limbs must be below 2^54; the result may be one of the operands.</summary>
    /// <remarks>
    /// The right limbs are shifted up by 10 bits, so that each product of 128 bits falls apart at 2^54: its high word needs no carry from
    /// the low one, and five of each add up within 64 bits, which spares the add-with-carry that the compiler does not make.
    /// </remarks>
    [SkipLocalsInit]
    public static void Multiply(out FieldElement result, in FieldElement left, in FieldElement right)
    {
        ulong a0 = left._0, a1 = left._1, a2 = left._2, a3 = left._3, a4 = left._4;
        ulong f1 = 19 * a1, f2 = 19 * a2, f3 = 19 * a3, f4 = 19 * a4;
        ulong b0 = right._0 << 10, b1 = right._1 << 10, b2 = right._2 << 10, b3 = right._3 << 10, b4 = right._4 << 10;

        ulong h0 = High(a0, b0);
        ulong r0 = (a0 * b0) >> 10;
        h0 += High(f1, b4);
        r0 += (f1 * b4) >> 10;
        h0 += High(f2, b3);
        r0 += (f2 * b3) >> 10;
        h0 += High(f3, b2);
        r0 += (f3 * b2) >> 10;
        h0 += High(f4, b1);
        r0 += (f4 * b1) >> 10;

        ulong h1 = High(a0, b1);
        ulong r1 = (a0 * b1) >> 10;
        h1 += High(a1, b0);
        r1 += (a1 * b0) >> 10;
        h1 += High(f2, b4);
        r1 += (f2 * b4) >> 10;
        h1 += High(f3, b3);
        r1 += (f3 * b3) >> 10;
        h1 += High(f4, b2);
        r1 += (f4 * b2) >> 10;

        ulong h2 = High(a0, b2);
        ulong r2 = (a0 * b2) >> 10;
        h2 += High(a1, b1);
        r2 += (a1 * b1) >> 10;
        h2 += High(a2, b0);
        r2 += (a2 * b0) >> 10;
        h2 += High(f3, b4);
        r2 += (f3 * b4) >> 10;
        h2 += High(f4, b3);
        r2 += (f4 * b3) >> 10;

        ulong h3 = High(a0, b3);
        ulong r3 = (a0 * b3) >> 10;
        h3 += High(a1, b2);
        r3 += (a1 * b2) >> 10;
        h3 += High(a2, b1);
        r3 += (a2 * b1) >> 10;
        h3 += High(a3, b0);
        r3 += (a3 * b0) >> 10;
        h3 += High(f4, b4);
        r3 += (f4 * b4) >> 10;

        ulong h4 = High(a0, b4);
        ulong r4 = (a0 * b4) >> 10;
        h4 += High(a1, b3);
        r4 += (a1 * b3) >> 10;
        h4 += High(a2, b2);
        r4 += (a2 * b2) >> 10;
        h4 += High(a3, b1);
        r4 += (a3 * b1) >> 10;
        h4 += High(a4, b0);
        r4 += (a4 * b0) >> 10;
        // A high word stands for a multiple of 2^54, which is eight times the next limb's 2^51; beyond the last limb, 2^255 is 19.
        r0 += 152 * h4;
        r1 += h0 << 3;
        r2 += h1 << 3;
        r3 += h2 << 3;
        r4 += h3 << 3;
        result._0 = (r0 & Mask) + (19 * (r4 >> 51));
        result._1 = (r1 & Mask) + (r0 >> 51);
        result._2 = (r2 & Mask) + (r1 >> 51);
        result._3 = (r3 & Mask) + (r2 >> 51);
        result._4 = (r4 & Mask) + (r3 >> 51);
    }

    // The high word of a product. Asking for both words at once would pass the low one through memory.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong High(ulong left, ulong right) =>
        Bmi2.X64.IsSupported ? Bmi2.X64.MultiplyNoFlags(left, right) : Math.BigMul(left, right, out _);
}
