using System.Runtime.CompilerServices;

namespace GameAuth.Jose;

internal partial struct FieldElement
{
    /// <summary>value * value, reduced. Limbs must be below 2^54. The same sums as in <see cref="Multiply"/>, with equal products taken once.</summary>
    [SkipLocalsInit]
    public static void Square(out FieldElement result, in FieldElement value)
    {
        ulong a0 = value._0, a1 = value._1, a2 = value._2;
        ulong d1 = 2 * value._1, d2 = 2 * value._2, d3 = 2 * value._3, d4 = 2 * value._4;
        ulong f3 = 19 * value._3, f4 = 19 * value._4, g3 = 2 * f3, g4 = 2 * f4;
        ulong b0 = value._0 << 10, b1 = value._1 << 10, b2 = value._2 << 10, b3 = value._3 << 10, b4 = value._4 << 10;

        ulong h0 = High(a0, b0);
        ulong r0 = (a0 * b0) >> 10;
        h0 += High(g4, b1);
        r0 += (g4 * b1) >> 10;
        h0 += High(g3, b2);
        r0 += (g3 * b2) >> 10;

        ulong h1 = High(d1, b0);
        ulong r1 = (d1 * b0) >> 10;
        h1 += High(g4, b2);
        r1 += (g4 * b2) >> 10;
        h1 += High(f3, b3);
        r1 += (f3 * b3) >> 10;

        ulong h2 = High(d2, b0);
        ulong r2 = (d2 * b0) >> 10;
        h2 += High(a1, b1);
        r2 += (a1 * b1) >> 10;
        h2 += High(g4, b3);
        r2 += (g4 * b3) >> 10;

        ulong h3 = High(d3, b0);
        ulong r3 = (d3 * b0) >> 10;
        h3 += High(d2, b1);
        r3 += (d2 * b1) >> 10;
        h3 += High(f4, b4);
        r3 += (f4 * b4) >> 10;

        ulong h4 = High(d4, b0);
        ulong r4 = (d4 * b0) >> 10;
        h4 += High(d3, b1);
        r4 += (d3 * b1) >> 10;
        h4 += High(a2, b2);
        r4 += (a2 * b2) >> 10;

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
}
