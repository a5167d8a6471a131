using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>Who this device is: its ids and its key, in one row that is written once, so that they are never mixed.</summary>
/// <remarks>The ids are random and belong to this installation alone: shared ones get banned for everybody.</remarks>
internal sealed class XboxDeviceIdentity : IToken
{
    public required Guid Id { get; init; }

    public required Guid Serial { get; init; }

    /// <summary>The serial number of a device that another program was, where it is no UUID: sent as it is. Null for a device that was made here.</summary>
    public string? SerialNumber { get; init; }

    public required StoredProofKey Key { get; init; }

    [JsonIgnore]
    public DateTimeOffset? ExpiresAt => null;
}

/// <summary>Makes the identity of the device, once, with its key where the host wants it.</summary>
internal sealed class XboxDeviceIdentities(DeviceIdentityScope scope, IIdGenerator ids, ProofKeys keys)
    : DeviceIdentitySource<XboxDeviceIdentity>("identity", scope, XboxRowJson.Default.XboxDeviceIdentity, keys)
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
