namespace GameAuth.Jose;

/// <summary>A point of a table, prepared to be added: y + x, y - x and 2dxy of its affine coordinates, all reduced.</summary>
internal struct AffineAddend
{
    public FieldElement YPlusX;
    public FieldElement YMinusX;
    public FieldElement Xy2d;

    public static AffineAddend From(in CurvePoint point, in FieldElement inverseOfZ)
    {
        AffineAddend addend;
        FieldElement.Multiply(out FieldElement x, point.X, inverseOfZ);
        FieldElement.Multiply(out FieldElement y, point.Y, inverseOfZ);
        FieldElement.Add(out addend.YPlusX, y, x);
        FieldElement.Carry(ref addend.YPlusX);
        FieldElement.Subtract(out addend.YMinusX, y, x);
        FieldElement.Carry(ref addend.YMinusX);
        FieldElement.Multiply(out addend.Xy2d, x, y);
        FieldElement.Multiply(out addend.Xy2d, addend.Xy2d, CurvePoint.D2);
        return addend;
    }
}
