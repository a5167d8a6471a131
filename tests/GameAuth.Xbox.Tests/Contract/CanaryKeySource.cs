using System.Diagnostics.CodeAnalysis;
using GameAuth.Providers;

namespace GameAuth.Xbox.Tests.Contract;

/// <summary>Makes the device's keys in software, as hosts do that chose nothing, and notes the private half in every way that it could be written.</summary>
internal sealed class CanaryKeySource(XboxCanaries canaries) : ProofKeySource
{
    public override string Kind => ProofKeyKind.Software;

    public override bool IsAvailable([NotNullWhen(false)] out string? reason)
    {
        reason = null;
        return true;
    }

    public override ProofKey Create()
    {
        SoftwareProofKey key = SoftwareProofKey.Create();
        byte[] d = key.Key.ExportParameters(includePrivateParameters: true).D!;
        canaries.Note(key.Export().Reveal());
        canaries.Note(Convert.ToHexString(d));
        canaries.Note(Convert.ToHexStringLower(d));
        canaries.Note(Convert.ToBase64String(d));
        canaries.Note(System.Buffers.Text.Base64Url.EncodeToString(d));
        return key;
    }

    public override ProofKey Open(StoredProofKey stored) => SoftwareProofKey.Import(stored.Material);

    public override void Delete(StoredProofKey stored)
    {
    }
}
