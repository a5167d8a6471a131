using System.Runtime.CompilerServices;

namespace GameAuth.Jose;

/// <summary>All multiples of one point that a scalar's signed digits of 7 bits can ask for, so that a product is 37 additions without a doubling.</summary>
/// <remarks>Entry (i, j) is (j + 1) 2^(7i) times the point: 37 rows of 64, 277 KiB. Immutable.</remarks>
internal sealed class CombTable
{
    private const int Width = 7;
    private const int Rows = 37; // 259 bits: a scalar below 2^253 and the carry of its last digit.
    private const int Row = 1 << (Width - 1);

    private static CombTable? s_ofBase;

    private readonly AffineAddend[] _entries = new AffineAddend[Rows * Row];

    public CombTable(CurvePoint point)
    {
        Span<CurvePoint> multiples = new CurvePoint[Row];
        for (int i = 0; i < Rows; i++)
        {
            FillRow(point, multiples, _entries.AsSpan(i * Row, Row));
            point = multiples[^1];
            CurvePoint.Double(ref point);
        }
    }

    /// <summary>The table of the curve's base point, made when it is first used.</summary>
    public static CombTable OfBase => s_ofBase ?? MakeOfBase();

    /// <summary>Adds scalar times the table's point; the scalar must be below 2^253.</summary>
    [SkipLocalsInit]
    public void AddProduct(ref CurvePoint sum, in Scalar scalar)
    {
        uint carry = 0;
        for (int i = 0; i < Rows; i++)
        {
            uint digit = scalar.Bits(Width * i, Width) + carry;
            carry = digit > Row ? 1U : 0;
            int signed = (int)digit - (int)(carry << Width);
            if (signed > 0)
            {
                CurvePoint.Add(ref sum, _entries[(Row * i) + signed - 1]);
            }
            else if (signed < 0)
            {
                CurvePoint.Subtract(ref sum, _entries[(Row * i) - signed - 1]);
            }
        }
    }

    // y = 4/5 and the even x (RFC 8032 section 5.1). Two threads may both make it; either result is right.
    private static CombTable MakeOfBase()
    {
        Span<byte> encoded = stackalloc byte[FieldElement.Size];
        encoded.Fill(0x66);
        encoded[0] = 0x58;
        _ = CurvePoint.TryDecode(encoded, out CurvePoint point);
        return Volatile.Read(ref s_ofBase) ?? (s_ofBase = new CombTable(point));
    }

    private static void FillRow(in CurvePoint point, Span<CurvePoint> multiples, Span<AffineAddend> row)
    {
        ExtendedAddend step = ExtendedAddend.From(point);
        CurvePoint multiple = point;
        Span<FieldElement> inverses = stackalloc FieldElement[multiples.Length];
        for (int j = 0; j < multiples.Length; j++)
        {
            multiples[j] = multiple;
            inverses[j] = multiple.Z;
            CurvePoint.Add(ref multiple, step);
        }

        SharedInversion.Invert(inverses);
        for (int j = 0; j < row.Length; j++)
        {
            row[j] = AffineAddend.From(multiples[j], inverses[j]);
        }
    }
}
