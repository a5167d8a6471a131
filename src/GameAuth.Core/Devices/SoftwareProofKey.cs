using System.Security.Cryptography;

namespace GameAuth.Providers;

/// <summary>A proof key in software: made by the system's library, kept in a sealed row as PKCS#8 (RFC 5958).</summary>
public sealed class SoftwareProofKey : ProofKey
{
    private SoftwareProofKey(ECDsa key) => Key = key;

    /// <inheritdoc/>
    public override ECDsa Key { get; }

    /// <inheritdoc/>
    public override bool IsExportable => true;

    /// <inheritdoc/>
    public override StoredProofKey Store() => new() { Kind = ProofKeyKind.Software, Material = Export(), IsExportable = true };

    /// <summary>Makes a new key.</summary>
    /// <returns>The key.</returns>
    public static SoftwareProofKey Create() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>Reads what <see cref="Export"/> wrote.</summary>
    /// <param name="exported">PKCS#8 in base64.</param>
    /// <returns>The key.</returns>
    /// <exception cref="CredentialStoreException">It is not a P-256 key.</exception>
    public static SoftwareProofKey Import(Secret exported)
    {
        ArgumentNullException.ThrowIfNull(exported);
        ECDsa key = ECDsa.Create();
        try
        {
            key.ImportPkcs8PrivateKey(Convert.FromBase64String(exported.Reveal()), out _);
            if (key.KeySize == 256)
            {
                return new SoftwareProofKey(key);
            }
        }
        catch (Exception error) when (error is FormatException or CryptographicException)
        {
            // The cause may quote the key, so it goes no further.
        }

        key.Dispose();
        throw new CredentialStoreException("The stored proof key is not a P-256 key in PKCS#8; forget the device to make a new one.", Storage.RowState.Corrupt)
        { Step = "proof key" };
    }

    /// <summary>The private key, for a sealed row and nothing else.</summary>
    /// <returns>PKCS#8 in base64.</returns>
    public Secret Export() => new(Convert.ToBase64String(Key.ExportPkcs8PrivateKey()));
}
