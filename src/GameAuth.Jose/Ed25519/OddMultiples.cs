using System.Runtime.CompilerServices;

namespace GameAuth.Jose;

/// <summary>The odd multiples 1 to 15 of a point: enough for a product by doublings, for keys that are not used often enough to earn a table.</summary>
internal sealed class OddMultiples
{
    private const int Width = 5;
    private const int Bits = 256;

    private readonly ExtendedAddend[] _entries = new ExtendedAddend[1 << (Width - 2)];

    public OddMultiples(CurvePoint point)
    {
        CurvePoint twice = point;
        CurvePoint.Double(ref twice);
        ExtendedAddend step = ExtendedAddend.From(twice);
        for (int i = 0; i < _entries.Length; i++)
        {
            _entries[i] = ExtendedAddend.From(point);
            CurvePoint.Add(ref point, step);
        }
    }

    /// <summary>scalar times the point, for a scalar below 2^255.</summary>
    [SkipLocalsInit]
    public CurvePoint Multiply(in Scalar scalar)
    {
        Span<sbyte> digits = stackalloc sbyte[Bits];
        Recode(scalar, digits);
        CurvePoint sum = CurvePoint.Identity;
        for (int i = Bits - 1; i >= 0; i--)
        {
            CurvePoint.Double(ref sum);
            int digit = digits[i];
            if (digit > 0)
            {
                CurvePoint.Add(ref sum, _entries[digit >> 1]);
            }
            else if (digit < 0)
            {
                CurvePoint.Subtract(ref sum, _entries[-digit >> 1]);
            }
        }

        return sum;
    }

    // The non-adjacent form of width 5: each digit is zero or odd, at most 15 either way, and four zeros follow one that is not zero.
    private static void Recode(in Scalar scalar, Span<sbyte> digits)
    {
        digits.Clear();
        uint carry = 0;
        for (int i = 0; i < Bits;)
        {
            if (scalar.Bits(i, 1) == carry)
            {
                i++;
                continue;
            }

            int digit = (int)(scalar.Bits(i, Width) + carry);
            carry = digit > 1 << (Width - 1) ? 1U : 0;
            digits[i] = (sbyte)(digit - (int)(carry << Width));
            i += Width;
        }
    }
}
