using System.Runtime.CompilerServices;

namespace GameAuth.Jose;

/// <summary>A number modulo p = 2^255 - 19, as five limbs of radix 2^51 (RFC 8032 section 5.1.1). Variable time.</summary>
/// <remarks>
/// A reduced element has limbs below 2^51 + 2^17: so is each product, square, carried or decoded element. Sums and differences are not
/// carried; the bound of each is said where it is made, and <see cref="Multiply"/> takes limbs below 2^54.
/// </remarks>
internal partial struct FieldElement
{
    public const int Size = 32;

    private const ulong Mask = (1UL << 51) - 1;

    // 2p, limb by limb: added before a subtraction, so that no limb falls below zero.
    private const ulong TwoP0 = (1UL << 52) - 38;
    private const ulong TwoP = (1UL << 52) - 2;

    private ulong _0;
    private ulong _1;
    private ulong _2;
    private ulong _3;
    private ulong _4;

    public FieldElement(ulong limb0, ulong limb1, ulong limb2, ulong limb3, ulong limb4) =>
        (_0, _1, _2, _3, _4) = (limb0, limb1, limb2, limb3, limb4);

    public static FieldElement One => new(1, 0, 0, 0, 0);

    /// <summary>left + right, not carried: below 2^52 + 2^18 for reduced operands.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(out FieldElement result, in FieldElement left, in FieldElement right)
    {
        ulong r0 = left._0 + right._0;
        ulong r1 = left._1 + right._1;
        ulong r2 = left._2 + right._2;
        ulong r3 = left._3 + right._3;
        ulong r4 = left._4 + right._4;
        (result._0, result._1, result._2, result._3, result._4) = (r0, r1, r2, r3, r4);
    }

    /// <summary>left - right + 2p, not carried: at most 2^52 above the left operand. The right one must be reduced.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Subtract(out FieldElement result, in FieldElement left, in FieldElement right)
    {
        ulong r0 = left._0 + TwoP0 - right._0;
        ulong r1 = left._1 + TwoP - right._1;
        ulong r2 = left._2 + TwoP - right._2;
        ulong r3 = left._3 + TwoP - right._3;
        ulong r4 = left._4 + TwoP - right._4;
        (result._0, result._1, result._2, result._3, result._4) = (r0, r1, r2, r3, r4);
    }

    /// <summary>0 - value; the value must be reduced.</summary>
    public static void Negate(out FieldElement result, in FieldElement value)
    {
        FieldElement zero = default;
        Subtract(out result, zero, value);
        Carry(ref result);
    }

    /// <summary>Makes an element reduced whose limbs are below 2^63.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Carry(ref FieldElement value)
    {
        ulong r0 = (value._0 & Mask) + (19 * (value._4 >> 51));
        ulong r1 = (value._1 & Mask) + (value._0 >> 51);
        ulong r2 = (value._2 & Mask) + (value._1 >> 51);
        ulong r3 = (value._3 & Mask) + (value._2 >> 51);
        ulong r4 = (value._4 & Mask) + (value._3 >> 51);
        (value._0, value._1, value._2, value._3, value._4) = (r0, r1, r2, r3, r4);
    }
}
