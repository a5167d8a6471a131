using System.Diagnostics.CodeAnalysis;

namespace GameAuth.Providers;

/// <summary>Makes, opens and deletes the proof keys of one kind: in software, in a TPM, in a module of your own. Safe for use from any thread.</summary>
/// <remarks>See <c>GameAuthBuilder.UseProofKeySource</c>. A key that can't be opened is an error, never a reason to make another one.</remarks>
public abstract class ProofKeySource
{
    /// <summary>The kind, as it stands in rows and logs: see <see cref="ProofKeyKind"/>. It never changes between releases.</summary>
    public abstract string Kind { get; }

    /// <summary>Whether keys can be made here now. Asked before a key is made, never before one is opened.</summary>
    /// <param name="reason">What is missing and how to mend it; null when nothing is.</param>
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
    /// It can't be opened: its place is out of reach (<see cref="Storage.RowState.KeyUnavailable"/>), holds another key
    /// (<see cref="Storage.RowState.WrongKey"/>), or what is stored is damaged (<see cref="Storage.RowState.Corrupt"/>). Nothing was deleted.
    /// </exception>
    public abstract ProofKey Open(StoredProofKey stored);

    /// <summary>Deletes a key whose row is gone. Does nothing for a key that was in the row, or that belongs to somebody else.</summary>
    /// <param name="stored">What the row said.</param>
    /// <exception cref="CredentialStoreException">Its place is out of reach, and the key stays there unused.</exception>
    public abstract void Delete(StoredProofKey stored);
}
