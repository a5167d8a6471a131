namespace GameAuth.Jose;

/// <summary>A point prepared to be added without dividing by its Z: Y + X, Y - X, 2Z and 2dT, all reduced.</summary>
internal struct ExtendedAddend
{
    public FieldElement YPlusX;
    public FieldElement YMinusX;
    public FieldElement Z2;
    public FieldElement Xy2d;

    public static ExtendedAddend From(in CurvePoint point)
    {
        ExtendedAddend addend;
        FieldElement.Add(out addend.YPlusX, point.Y, point.X);
        FieldElement.Carry(ref addend.YPlusX);
        FieldElement.Subtract(out addend.YMinusX, point.Y, point.X);
        FieldElement.Carry(ref addend.YMinusX);
        FieldElement.Add(out addend.Z2, point.Z, point.Z);
        FieldElement.Carry(ref addend.Z2);
        FieldElement.Multiply(out addend.Xy2d, point.T, CurvePoint.D2);
        return addend;
    }
}
