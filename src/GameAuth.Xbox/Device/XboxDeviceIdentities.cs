using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>Makes the identity of the device, once, with its key where the host wants it.</summary>
internal sealed class XboxDeviceIdentities(DeviceIdentityScope scope, IIdGenerator ids, ProofKeys keys)
    : DeviceIdentitySource<XboxDeviceIdentity>("identity", scope, XboxRowJsonContext.Default.XboxDeviceIdentity, keys)
{
    /// <summary>Whether a device that another program was may be taken over: its key is in software, which a host that wants hardware has refused.</summary>
    public bool TakesOver => Keys.PrefersSoftware;

    protected override XboxDeviceIdentity Create()
    {
        using ProofKey key = Keys.Create();
        return new XboxDeviceIdentity { Id = ids.NextUuid(), Serial = ids.NextUuid(), Key = key.Store() };
    }

    protected override StoredProofKey KeyOf(XboxDeviceIdentity identity) => identity.Key;
}
