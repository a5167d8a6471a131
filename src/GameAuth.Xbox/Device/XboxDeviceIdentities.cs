using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>Makes the identity of the device, once.</summary>
internal sealed class XboxDeviceIdentities(DeviceIdentityScope scope, IIdGenerator ids)
    : DeviceIdentitySource<XboxDeviceIdentity>("identity", scope, XboxRowJsonContext.Default.XboxDeviceIdentity)
{
    protected override XboxDeviceIdentity Create()
    {
        using SoftwareProofKey key = SoftwareProofKey.Create();
        return new XboxDeviceIdentity { Id = ids.NextUuid(), Serial = ids.NextUuid(), Key = key.Export() };
    }
}
