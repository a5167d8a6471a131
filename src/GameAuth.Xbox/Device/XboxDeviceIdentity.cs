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
