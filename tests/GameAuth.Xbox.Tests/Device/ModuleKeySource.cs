using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using GameAuth.Providers;
using GameAuth.Storage;

namespace GameAuth.Xbox.Tests.Device;

/// <summary>A module of the application's own, whose keys are known by name; several hosts may share it, as processes share a machine.</summary>
internal sealed class ModuleKeySource(string kind) : ProofKeySource
{
    private readonly Dictionary<string, ECParameters> _keys = new(StringComparer.Ordinal);
    private int _made;

    /// <summary>A key was made and not handed out yet.</summary>
    public event Action? Made;

    public override string Kind => kind;

    public bool IsAbsent { get; set; }

    /// <summary>How many keys it has now.</summary>
    public int Count
    {
        get
        {
            lock (_keys)
            {
                return _keys.Count;
            }
        }
    }

    public int CountOfMade => _made;

    public override bool IsAvailable([NotNullWhen(false)] out string? reason)
    {
        reason = IsAbsent ? "The module is not plugged in." : null;
        return reason is null;
    }

    public override ProofKey Create()
    {
        using ECDsa made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string name = $"module-key-{Interlocked.Increment(ref _made)}";
        ECParameters key = made.ExportParameters(includePrivateParameters: true);
        lock (_keys)
        {
            _keys[name] = key;
        }

        Made?.Invoke();
        return new ModuleKey(kind, name, ECDsa.Create(key));
    }

    public override ProofKey Open(StoredProofKey stored)
    {
        lock (_keys)
        {
            return !IsAbsent && _keys.TryGetValue(stored.Material.Reveal(), out ECParameters key)
                ? new ModuleKey(kind, stored.Material.Reveal(), ECDsa.Create(key))
                : throw new CredentialStoreException("The module is not plugged in.", RowState.KeyUnavailable);
        }
    }

    public override void Delete(StoredProofKey stored)
    {
        if (IsAbsent)
        {
            throw new CredentialStoreException("The module is not plugged in.", RowState.KeyUnavailable);
        }

        lock (_keys)
        {
            _keys.Remove(stored.Material.Reveal());
        }
    }

    private sealed class ModuleKey(string kind, string name, ECDsa key) : ProofKey
    {
        public override ECDsa Key => key;

        public override bool IsExportable => false;

        public override StoredProofKey Store() => new() { Kind = kind, Material = new Secret(name), IsExportable = false };
    }
}
