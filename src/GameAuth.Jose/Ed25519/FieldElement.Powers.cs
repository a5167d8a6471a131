namespace GameAuth.Jose;

internal partial struct FieldElement
{
    /// <summary>1 / value, by value^(p - 2); zero gives zero.</summary>
    public static void Invert(out FieldElement result, in FieldElement value)
    {
        PowerTo250(out FieldElement power, out FieldElement eleventh, value);
        SquareTimes(ref power, 5);
        Multiply(out result, power, eleventh);
    }

    /// <summary>value^((p - 5) / 8), the core of a square root (RFC 8032 section 5.1.3).</summary>
    public static void PowerForRoot(out FieldElement result, in FieldElement value)
    {
        PowerTo250(out FieldElement power, out _, value);
        SquareTimes(ref power, 2);
        Multiply(out result, power, value);
    }

    // value^(2^250 - 1), with value^11 on the way.
    private static void PowerTo250(out FieldElement power, out FieldElement eleventh, in FieldElement value)
    {
        Square(out FieldElement second, value);
        FieldElement ninth = second;
        SquareTimes(ref ninth, 2);
        Multiply(out ninth, ninth, value);
        Multiply(out eleventh, ninth, second);
        Square(out FieldElement to5, eleventh);
        Multiply(out to5, to5, ninth);
        Extend(out FieldElement to10, to5, to5, 5);
        Extend(out FieldElement to20, to10, to10, 10);
        Extend(out FieldElement to40, to20, to20, 20);
        Extend(out FieldElement to50, to40, to10, 10);
        Extend(out FieldElement to100, to50, to50, 50);
        Extend(out FieldElement to200, to100, to100, 100);
        Extend(out power, to200, to50, 50);
    }

    // A run of ones in the exponent, made longer by another run of so many bits.
    private static void Extend(out FieldElement result, in FieldElement run, in FieldElement other, int bits)
    {
        FieldElement shifted = run;
        SquareTimes(ref shifted, bits);
        Multiply(out result, shifted, other);
    }

    private static void SquareTimes(ref FieldElement value, int times)
    {
        for (int i = 0; i < times; i++)
        {
            Square(out value, value);
        }
    }
}
