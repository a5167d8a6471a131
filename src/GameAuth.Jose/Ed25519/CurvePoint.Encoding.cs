namespace GameAuth.Jose;

internal partial struct CurvePoint
{
    private static readonly FieldElement D = new(929955233495203, 466365720129213, 1662059464998953, 2033849074728123, 1442794654840575);

    // 2^((p - 1) / 4), a square root of -1.
    private static readonly FieldElement RootOfMinusOne = new(1718705420411056, 234908883556509, 2233514472574048, 2117202627021982, 765476049583133);

    /// <summary>Twice the curve's d = -121665/121666.</summary>
    public static readonly FieldElement D2 = new(1859910466990425, 932731440258426, 1072319116312658, 1815898335770999, 633789495995903);

    /// <summary>Decodes 32 bytes (RFC 8032 section 5.1.3): y below p, an x that exists, and no negative zero.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, out CurvePoint point)
    {
        point = default;
        if (bytes.Length != FieldElement.Size || !FieldElement.IsCanonical(bytes))
        {
            return false;
        }

        FieldElement y = FieldElement.Decode(bytes);
        bool isNegative = bytes[31] >> 7 == 1;
        if (!TryRecoverX(y, out FieldElement x) || (isNegative && x.IsZero))
        {
            return false;
        }

        if (x.IsOdd != isNegative)
        {
            FieldElement.Negate(out x, x);
        }

        (point.X, point.Y, point.Z) = (x, y, FieldElement.One);
        FieldElement.Multiply(out point.T, x, y);
        return true;
    }

    /// <summary>Encodes the point, given 1/Z: the canonical y, with the sign of x in the top bit.</summary>
    public readonly void Encode(in FieldElement inverseOfZ, Span<byte> bytes)
    {
        FieldElement.Multiply(out FieldElement x, X, inverseOfZ);
        FieldElement.Multiply(out FieldElement y, Y, inverseOfZ);
        y.Encode(bytes);
        bytes[31] |= (byte)(x.IsOdd ? 0x80 : 0);
    }

    // x^2 = u/v with u = y^2 - 1 and v = dy^2 + 1; the candidate is uv^3 (uv^7)^((p - 5) / 8).
    private static bool TryRecoverX(in FieldElement y, out FieldElement x)
    {
        FieldElement.Square(out FieldElement y2, y);
        FieldElement.Subtract(out FieldElement u, y2, FieldElement.One);
        FieldElement.Carry(ref u);
        FieldElement.Multiply(out FieldElement v, y2, D);
        FieldElement.Add(out v, v, FieldElement.One);
        FieldElement.Square(out FieldElement v2, v);
        FieldElement.Multiply(out FieldElement v3, v2, v);
        FieldElement.Square(out FieldElement v7, v3);
        FieldElement.Multiply(out v7, v7, v);
        FieldElement.Multiply(out x, u, v7);
        FieldElement.PowerForRoot(out x, x);
        FieldElement.Multiply(out x, x, v3);
        FieldElement.Multiply(out x, x, u);

        FieldElement.Square(out FieldElement check, x);
        FieldElement.Multiply(out check, check, v);
        if (check.Is(u))
        {
            return true;
        }

        FieldElement.Negate(out u, u);
        FieldElement.Multiply(out x, x, RootOfMinusOne);
        return check.Is(u);
    }
}
