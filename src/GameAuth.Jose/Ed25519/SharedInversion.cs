using System.Runtime.CompilerServices;

namespace GameAuth.Jose;

/// <summary>Inverts many elements for the price of one inversion and three products each (Montgomery's trick).</summary>
internal static class SharedInversion
{
    public const int MaxCount = 64;

    /// <summary>Replaces each element by its inverse. None may be zero: one zero would make all of them zero.</summary>
    /// <param name="values">At most <see cref="MaxCount"/> elements.</param>
    [SkipLocalsInit]
    public static void Invert(Span<FieldElement> values)
    {
        Span<FieldElement> products = stackalloc FieldElement[MaxCount];
        FieldElement product = FieldElement.One;
        for (int i = 0; i < values.Length; i++)
        {
            products[i] = product;
            FieldElement.Multiply(out product, product, values[i]);
        }

        FieldElement.Invert(out FieldElement inverse, product);
        for (int i = values.Length - 1; i >= 0; i--)
        {
            FieldElement value = values[i];
            FieldElement.Multiply(out values[i], inverse, products[i]);
            FieldElement.Multiply(out inverse, inverse, value);
        }
    }
}
