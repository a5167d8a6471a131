using System.Security.Cryptography;

namespace GameAuth.Providers;

/// <summary>A proof key in hardware.</summary>
internal sealed class HardwareProofKey(StoredProofKey stored, ECDsa key) : ProofKey
{
    public override ECDsa Key => key;

    public override bool IsExportable => false;

    public override StoredProofKey Store() => stored;
}
