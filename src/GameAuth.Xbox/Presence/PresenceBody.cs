using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>A presence record as the service has it.</summary>
internal sealed class PresenceBody
{
    public string? Xuid { get; set; }

    public string? State { get; set; }

    public LastSeenBody? LastSeen { get; set; }

    [JsonConverter(typeof(WireListConverter<PresenceDeviceBody>))]
    public IReadOnlyList<PresenceDeviceBody> Devices { get; set; } = [];

    /// <summary>The record; null where it does not say whose it is.</summary>
    public XboxPresenceRecord? Read() => Lenient.TextOrNull(Xuid) is not { } xuid ? null : new XboxPresenceRecord
    {
        Xuid = xuid,
        State = Lenient.Word<XboxPresenceState>(State),
        Devices = [.. Devices.Select(static device => device.Read())],
        LastSeen = LastSeen?.Read(),
    };
}
