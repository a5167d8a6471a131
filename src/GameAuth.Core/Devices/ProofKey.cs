using System.Security.Cryptography;

namespace GameAuth.Providers;

/// <summary>A P-256 key that proves possession: Xbox request signatures and DPoP (RFC 9449) alike. It may be software, CNG or TPM.</summary>
/// <remarks>Signing with <see cref="Key"/> is safe from any thread; the owner of the proof key disposes it.</remarks>
public abstract class ProofKey : IDisposable
{
    /// <summary>The key, for signing.</summary>
    public abstract ECDsa Key { get; }

    /// <summary>Whether the private part can leave its place; false for a key in hardware.</summary>
    public abstract bool IsExportable { get; }

    /// <summary>What a sealed row keeps, so that <see cref="ProofKeys.Open"/> finds the key again.</summary>
    /// <returns>The key itself, or where it is.</returns>
    public abstract StoredProofKey Store();

    /// <summary>The public point, for a JWK (RFC 7518 section 6.2.1): 32-byte coordinates.</summary>
    /// <returns>X and Y, left-padded to 32 bytes.</returns>
    public (byte[] X, byte[] Y) ExportPublicPoint()
    {
        ECPoint point = Key.ExportParameters(includePrivateParameters: false).Q;
        return (Padded(point.X!), Padded(point.Y!));
    }

    /// <summary>Gives the key back to its place.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives the key back to its place.</summary>
    /// <param name="disposing">Whether called from <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            Key.Dispose();
        }
    }

    private static byte[] Padded(byte[] coordinate)
    {
        byte[] padded = new byte[32];
        coordinate.CopyTo(padded, padded.Length - coordinate.Length);
        return padded;
    }
}
