using System.Security.Cryptography;

namespace GameAuth.Providers;

/// <summary>A P-256 key that proves possession, for Xbox request signatures and DPoP (RFC 9449). It is in software or in hardware.</summary>
/// <remarks>Signing with <see cref="Key"/> is safe from any thread; the owner of the proof key disposes it.</remarks>
public abstract class ProofKey : IDisposable
{
    /// <summary>The key, for signing.</summary>
    public abstract ECDsa Key { get; }

    /// <summary>Whether the private part can be exported; false for a key in hardware.</summary>
    public abstract bool IsExportable { get; }

    /// <summary>What a sealed row keeps, so that <see cref="ProofKeys.Open"/> can open the key again.</summary>
    /// <returns>The key itself, or a reference to it.</returns>
    public abstract StoredProofKey Store();

    /// <summary>The public point, for a JWK (RFC 7518 section 6.2.1): 32-byte coordinates.</summary>
    /// <returns>X and Y, left-padded to 32 bytes.</returns>
    public (byte[] X, byte[] Y) ExportPublicPoint()
    {
        ECPoint point = Key.ExportParameters(includePrivateParameters: false).Q;
        return (Padded(point.X!), Padded(point.Y!));
    }

    /// <summary>Releases the key.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases the key.</summary>
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

/// <summary>The proof key as a device's row keeps it: enough for the <see cref="ProofKeySource"/> of its kind to open it again. Immutable.</summary>
/// <remarks>The <c>JsonSerializerContext</c> that writes it names <see cref="Storage.StoredSecretConverter"/>.</remarks>
public sealed class StoredProofKey
{
    /// <summary>The kind of source that opens it, such as <see cref="ProofKeyKind.Software"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The key itself, where <see cref="IsExportable"/>; otherwise its name, or the key as its hardware wrapped it.</summary>
    public required Secret Material { get; init; }

    /// <summary>Whether a copy of the row is a copy of the key.</summary>
    public required bool IsExportable { get; init; }

    /// <summary>The public half of a key that is not in the row (SubjectPublicKeyInfo in base64, RFC 5280 section 4.1.2.7), to notice another key in its place; null for a key in the row.</summary>
    public string? PublicKey { get; init; }
}

/// <summary>The names of the kinds of proof keys in rows, events and logs. They never change between releases.</summary>
public static class ProofKeyKind
{
    /// <summary>In a sealed row, as PKCS#8: the default.</summary>
    public const string Software = "software";

    /// <summary>In the TPM of a Windows machine: CNG's Microsoft Platform Crypto Provider (package GameAuth.Hardware).</summary>
    public const string Cng = "cng";

    /// <summary>In the TPM 2.0 of a Linux machine: OpenSSL's provider <c>tpm2</c> (package GameAuth.Hardware).</summary>
    public const string Tpm2 = "tpm2";
}
