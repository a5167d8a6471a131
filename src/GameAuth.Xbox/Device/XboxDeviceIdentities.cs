using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>Makes the identity of the device, once, with its key where the host wants it.</summary>
internal sealed class XboxDeviceIdentities(DeviceIdentityScope scope, IIdGenerator ids, ProofKeys keys)
    : DeviceIdentitySource<XboxDeviceIdentity>("identity", scope, XboxRowJsonContext.Default.XboxDeviceIdentity, keys)
{
    protected override XboxDeviceIdentity Create()
    {
        using ProofKey key = Keys.Create();
        return new XboxDeviceIdentity { Id = ids.NextUuid(), Serial = ids.NextUuid(), Key = key.Store() };
    }

    protected override StoredProofKey KeyOf(XboxDeviceIdentity identity) => identity.Key;
}
