using System.Runtime.CompilerServices;

namespace GameAuth.Jose;

public sealed partial class Ed25519PublicKey
{
    private const int Chunk = 32;

    /// <summary>Verifies many signatures at once, under one key or many: the same answers as one by one, faster by what one division costs.</summary>
    /// <param name="items">What to verify.</param>
    /// <param name="results">Receives one answer for each item, in order.</param>
    /// <returns>How many are valid.</returns>
    /// <exception cref="ArgumentException">There are fewer results than items.</exception>
    [SkipLocalsInit]
    public static int VerifyBatch(ReadOnlySpan<Ed25519Signed> items, Span<bool> results)
    {
        if (results.Length < items.Length)
        {
            throw new ArgumentException("There must be a place for the answer to each item.", nameof(results));
        }

        int valid = 0;
        Span<CurvePoint> points = stackalloc CurvePoint[Chunk];
        Span<FieldElement> inverses = stackalloc FieldElement[Chunk];
        for (int start = 0; start < items.Length; start += Chunk)
        {
            int count = Math.Min(Chunk, items.Length - start);
            valid += VerifyChunk(items.Slice(start, count), results.Slice(start, count), points, inverses);
        }

        return valid;
    }

    // Unlike a batch equation with random weights this gives each signature its own answer, so one forgery costs nobody a second look.
    private static int VerifyChunk(ReadOnlySpan<Ed25519Signed> items, Span<bool> results, Span<CurvePoint> points, Span<FieldElement> inverses)
    {
        int open = 0;
        for (int i = 0; i < items.Length; i++)
        {
            ref readonly Ed25519Signed item = ref items[i];
            results[i] = item.Key is { } key && key.TryCompute(item.Message.Span, item.Signature.Span, out points[open]);
            if (results[i])
            {
                inverses[open] = points[open].Z;
                open++;
            }
        }

        SharedInversion.Invert(inverses[..open]);
        int valid = 0;
        int at = 0;
        for (int i = 0; i < items.Length; i++)
        {
            if (results[i])
            {
                results[i] = HasEncoding(points[at], inverses[at], items[i].Signature.Span);
                valid += results[i] ? 1 : 0;
                at++;
            }
        }

        return valid;
    }
}
