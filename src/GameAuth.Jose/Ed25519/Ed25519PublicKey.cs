using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace GameAuth.Jose;

/// <summary>An Ed25519 public key that verifies signatures (RFC 8032 section 5.1, pure Ed25519). Immutable and safe for use from any thread.</summary>
/// <remarks>
/// <para>
/// Verification only, and only of public data: it takes variable time and must never see a secret. .NET 10 has no Ed25519 of its own.
/// It compares the encoding of SB - kA with R (the equation without the cofactor, as OpenSSL and the reference implementation do),
/// and refuses S that is not below the group's order, so that a signature has one form.
/// </para>
/// <para>
/// A key that verifies often makes a table of 277 KiB once, on the call that earns it (about 1 ms); all further calls allocate nothing.
/// </para>
/// </remarks>
public sealed class Ed25519PublicKey
{
    /// <summary>The length of an encoded key: 32 bytes.</summary>
    public const int Size = 32;

    /// <summary>The length of a signature: 64 bytes.</summary>
    public const int SignatureSize = 64;

    // A table costs about as much as twenty verifications without one.
    internal const int UsesBeforeTable = 16;

    private readonly byte[] _bytes;
    private readonly CurvePoint _negated;
    private readonly OddMultiples _multiples;
    private CombTable? _table;
    private int _uses;

    private Ed25519PublicKey(ReadOnlySpan<byte> bytes, in CurvePoint negated, OddMultiples multiples) =>
        (_bytes, _negated, _multiples) = (bytes.ToArray(), negated, multiples);

    internal bool HasTable => Volatile.Read(ref _table) is not null;

    /// <summary>Imports an encoded key (RFC 8032 section 5.1.2).</summary>
    /// <param name="key">32 bytes.</param>
    /// <param name="publicKey">The key.</param>
    /// <returns>
    /// False when the length is wrong, the encoding is not canonical or no point of the curve, or the point lies outside the group of prime
    /// order. Under a key of small order OpenSSL accepts forgeries; no honest key is one.
    /// </returns>
    public static bool TryImport(ReadOnlySpan<byte> key, [NotNullWhen(true)] out Ed25519PublicKey? publicKey)
    {
        publicKey = null;
        if (!CurvePoint.TryDecode(key, out CurvePoint point) || point.IsIdentity)
        {
            return false;
        }

        CurvePoint.Negate(ref point);
        OddMultiples multiples = new(point);
        if (!multiples.Multiply(Scalar.Order).IsIdentity)
        {
            return false;
        }

        publicKey = new Ed25519PublicKey(key, point, multiples);
        return true;
    }

    /// <summary>Writes the encoded key.</summary>
    /// <param name="destination">At least 32 bytes.</param>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public void Export(Span<byte> destination) => _bytes.CopyTo(destination);

    /// <summary>Verifies a signature.</summary>
    /// <param name="message">What was signed.</param>
    /// <param name="signature">R and S; anything but 64 bytes is refused.</param>
    /// <returns>Whether the holder of the private key signed the message.</returns>
    [SkipLocalsInit]
    public bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != SignatureSize || !Scalar.TryReadCanonical(signature[Size..], out Scalar s))
        {
            return false;
        }

        // SB - kA. A wrong R fails here whatever it encodes, also when it encodes nothing.
        CurvePoint point = MultiplyNegated(Challenge.Compute(signature[..Size], _bytes, message));
        CombTable.OfBase.AddProduct(ref point, s);
        FieldElement.Invert(out FieldElement inverse, point.Z);
        Span<byte> encoded = stackalloc byte[Size];
        point.Encode(inverse, encoded);
        return encoded.SequenceEqual(signature[..Size]);
    }

    /// <summary>Makes the table now instead of at the call that earns it.</summary>
    internal void Prepare()
    {
        if (Interlocked.CompareExchange(ref _table, null, null) is null)
        {
            Volatile.Write(ref _table, new CombTable(_negated));
        }
    }

    // -kA: by the table once there is one, by doublings before.
    private CurvePoint MultiplyNegated(in Scalar k)
    {
        if (Table() is not { } table)
        {
            return _multiples.Multiply(k);
        }

        CurvePoint point = CurvePoint.Identity;
        table.AddProduct(ref point, k);
        return point;
    }

    private CombTable? Table()
    {
        if (Volatile.Read(ref _table) is { } table)
        {
            return table;
        }

        // One caller makes it; the others go on without.
        if (Interlocked.Increment(ref _uses) == UsesBeforeTable)
        {
            Prepare();
        }

        return Volatile.Read(ref _table);
    }
}
