using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace GameAuth.Providers;

/// <summary>Makes, opens and deletes proof keys of one kind: in software, in a TPM, or in a module of your own. Safe for use from any thread.</summary>
/// <remarks>See <c>GameAuthBuilder.UseProofKeySource</c>. A key that can't be opened is an error, never a reason to make another one.</remarks>
public abstract class ProofKeySource
{
    /// <summary>The kind, as rows and logs name it: see <see cref="ProofKeyKind"/>. It never changes between releases.</summary>
    public abstract string Kind { get; }

    /// <summary>Whether keys can be made here now. It is asked before a key is made, and never before one is opened.</summary>
    /// <param name="reason">What is missing, and the fix; null when nothing is.</param>
    /// <returns>Whether <see cref="Create"/> may be called.</returns>
    public abstract bool IsAvailable([NotNullWhen(false)] out string? reason);

    /// <summary>Makes a key on the curve P-256. It may take a second in hardware.</summary>
    /// <returns>The key; <see cref="ProofKey.Store"/> says how to open it again.</returns>
    /// <exception cref="CredentialStoreException">No key could be made (<see cref="Storage.RowState.KeyUnavailable"/>).</exception>
    public abstract ProofKey Create();

    /// <summary>Opens a key of this kind.</summary>
    /// <param name="stored">What the row says.</param>
    /// <returns>The same key.</returns>
    /// <exception cref="CredentialStoreException">
    /// It can't be opened: the hardware can't be reached (<see cref="Storage.RowState.KeyUnavailable"/>) or holds another key
    /// (<see cref="Storage.RowState.WrongKey"/>), or the row is damaged (<see cref="Storage.RowState.Corrupt"/>). Nothing was deleted.
    /// </exception>
    public abstract ProofKey Open(StoredProofKey stored);

    /// <summary>Deletes a key whose row is gone. It does nothing for a key that was in the row, or that belongs to somebody else.</summary>
    /// <param name="stored">What the row said.</param>
    /// <exception cref="CredentialStoreException">The hardware can't be reached, and the key stays there unused.</exception>
    public abstract void Delete(StoredProofKey stored);
}

/// <summary>Proof keys in software, each kept in its sealed row: the default. A host names it after other sources to fall back to software.</summary>
public sealed class SoftwareProofKeySource : ProofKeySource
{
    /// <inheritdoc/>
    public override string Kind => ProofKeyKind.Software;

    /// <inheritdoc/>
    public override bool IsAvailable([NotNullWhen(false)] out string? reason)
    {
        reason = null;
        return true;
    }

    /// <inheritdoc/>
    public override ProofKey Create() => SoftwareProofKey.Create();

    /// <inheritdoc/>
    public override ProofKey Open(StoredProofKey stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        return SoftwareProofKey.Import(stored.Material);
    }

    /// <inheritdoc/>
    public override void Delete(StoredProofKey stored)
    {
        // The key was in the row, which is gone.
    }
}

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
            // The cause may quote the key, so it is not passed on.
        }

        key.Dispose();
        throw new CredentialStoreException("The stored proof key is not a P-256 key in PKCS#8; forget the device to make a new one.", Storage.RowState.Corrupt)
        { Step = "proof key" };
    }

    /// <summary>The private key, for a sealed row and nothing else.</summary>
    /// <returns>PKCS#8 in base64.</returns>
    public Secret Export() => new(Convert.ToBase64String(Key.ExportPkcs8PrivateKey()));
}
