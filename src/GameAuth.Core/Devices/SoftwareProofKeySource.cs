using System.Diagnostics.CodeAnalysis;

namespace GameAuth.Providers;

/// <summary>Proof keys that are kept in their sealed row.</summary>
internal sealed class SoftwareProofKeySource : ProofKeySource
{
    public override string Kind => ProofKeyKind.Software;

    public override bool IsAvailable([NotNullWhen(false)] out string? reason)
    {
        reason = null;
        return true;
    }

    public override ProofKey Create() => SoftwareProofKey.Create();

    public override ProofKey Open(StoredProofKey stored) => SoftwareProofKey.Import(stored.Material);

    public override void Delete(StoredProofKey stored)
    {
        // It went with its row.
    }
}
