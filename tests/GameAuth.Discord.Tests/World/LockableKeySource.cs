using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using GameAuth.Providers;

namespace GameAuth.Discord.Tests.World;

/// <summary>A place of keys that a test locks: then a key can be opened, and refuses to sign.</summary>
internal sealed class LockableKeySource : ProofKeySource, IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public bool IsLocked { get; set; }

    public override string Kind => "lockable";

    public override bool IsAvailable([NotNullWhen(false)] out string? reason)
    {
        reason = null;
        return true;
    }

    public override ProofKey Create() => new LockableKey(this);

    public override ProofKey Open(StoredProofKey stored) => new LockableKey(this);

    public override void Delete(StoredProofKey stored)
    {
        // The one key stays for as long as its test.
    }

    public void Dispose() => _key.Dispose();

    private sealed class LockableKey(LockableKeySource source) : ProofKey
    {
        public override ECDsa Key { get; } = new Signer(source);

        public override bool IsExportable => false;

        public override StoredProofKey Store() => new() { Kind = source.Kind, Material = new Secret("synthetic-name"), IsExportable = false };
    }

    private sealed class Signer(LockableKeySource source) : ECDsa
    {
        public override int KeySize => source._key.KeySize;

        public override byte[] SignHash(byte[] hash) => source.IsLocked ? throw new CryptographicException("CANARY") : source._key.SignHash(hash);

        public override bool VerifyHash(byte[] hash, byte[] signature) => source._key.VerifyHash(hash, signature);

        public override ECParameters ExportParameters(bool includePrivateParameters) =>
            includePrivateParameters ? throw new CryptographicException("This key stays where it is.") : source._key.ExportParameters(includePrivateParameters: false);
    }
}
