namespace GameAuth.Jose;

/// <summary>A point of edwards25519 in extended coordinates: x = X/Z, y = Y/Z, xy = T/Z (RFC 8032 section 5.1.4). All four are reduced.</summary>
internal partial struct CurvePoint
{
    public FieldElement X;
    public FieldElement Y;
    public FieldElement Z;
    public FieldElement T;

    public static CurvePoint Identity => new() { Y = FieldElement.One, Z = FieldElement.One };

    /// <summary>Whether it is the neutral point (0, 1).</summary>
    public readonly bool IsIdentity => X.IsZero && Y.Is(Z);

    public static void Negate(ref CurvePoint point)
    {
        FieldElement.Negate(out point.X, point.X);
        FieldElement.Negate(out point.T, point.T);
    }

    /// <summary>point + point.</summary>
    public static void Double(ref CurvePoint point)
    {
        FieldElement.Square(out FieldElement a, point.X);
        FieldElement.Square(out FieldElement b, point.Y);
        FieldElement.Square(out FieldElement c, point.Z);
        FieldElement.Add(out c, c, c);
        FieldElement.Add(out FieldElement h, a, b);
        FieldElement.Add(out FieldElement e, point.X, point.Y);
        FieldElement.Square(out e, e);
        FieldElement.Subtract(out e, h, e);
        FieldElement.Subtract(out FieldElement g, a, b);
        FieldElement.Add(out FieldElement f, c, g);
        FieldElement.Multiply(out point.X, e, f);
        FieldElement.Multiply(out point.Y, g, h);
        FieldElement.Multiply(out point.T, e, h);
        FieldElement.Multiply(out point.Z, f, g);
    }

    /// <summary>point + other.</summary>
    public static void Add(ref CurvePoint point, in ExtendedAddend other)
    {
        FieldElement.Multiply(out FieldElement c, point.T, other.Xy2d);
        FieldElement.Multiply(out FieldElement d, point.Z, other.Z2);
        AddScaled(ref point, other.YMinusX, other.YPlusX, c, d);
    }

    /// <summary>point - other: an addend with its sums swapped and its product negated.</summary>
    public static void Subtract(ref CurvePoint point, in ExtendedAddend other)
    {
        FieldElement.Multiply(out FieldElement c, point.T, other.Xy2d);
        FieldElement.Multiply(out FieldElement d, point.Z, other.Z2);
        SubtractScaled(ref point, other.YPlusX, other.YMinusX, c, d);
    }

    /// <summary>point + other, for an addend of a table.</summary>
    public static void Add(ref CurvePoint point, in AffineAddend other)
    {
        FieldElement.Multiply(out FieldElement c, point.T, other.Xy2d);
        FieldElement.Add(out FieldElement d, point.Z, point.Z);
        AddScaled(ref point, other.YMinusX, other.YPlusX, c, d);
    }

    /// <summary>point - other, for an addend of a table.</summary>
    public static void Subtract(ref CurvePoint point, in AffineAddend other)
    {
        FieldElement.Multiply(out FieldElement c, point.T, other.Xy2d);
        FieldElement.Add(out FieldElement d, point.Z, point.Z);
        SubtractScaled(ref point, other.YPlusX, other.YMinusX, c, d);
    }

    private static void AddScaled(ref CurvePoint point, in FieldElement minus, in FieldElement plus, in FieldElement c, in FieldElement d)
    {
        FieldElement.Subtract(out FieldElement f, d, c);
        FieldElement.Add(out FieldElement g, d, c);
        Finish(ref point, minus, plus, f, g);
    }

    private static void SubtractScaled(ref CurvePoint point, in FieldElement minus, in FieldElement plus, in FieldElement c, in FieldElement d)
    {
        FieldElement.Add(out FieldElement f, d, c);
        FieldElement.Subtract(out FieldElement g, d, c);
        Finish(ref point, minus, plus, f, g);
    }

    private static void Finish(ref CurvePoint point, in FieldElement minus, in FieldElement plus, in FieldElement f, in FieldElement g)
    {
        FieldElement.Subtract(out FieldElement a, point.Y, point.X);
        FieldElement.Multiply(out a, a, minus);
        FieldElement.Add(out FieldElement b, point.Y, point.X);
        FieldElement.Multiply(out b, b, plus);
        FieldElement.Subtract(out FieldElement e, b, a);
        FieldElement.Add(out FieldElement h, b, a);
        FieldElement.Multiply(out point.X, f, e);
        FieldElement.Multiply(out point.Y, g, h);
        FieldElement.Multiply(out point.T, e, h);
        FieldElement.Multiply(out point.Z, f, g);
    }
}
