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
    public XboxPresenceRecord? Read() => FieldParser.TextOrNull(Xuid) is not { } xuid ? null : new XboxPresenceRecord
    {
        Xuid = xuid,
        State = FieldParser.Member<XboxPresenceState>(State),
        Devices = [.. Devices.Select(static device => device.Read())],
        LastSeen = LastSeen?.Read(),
    };
}

/// <summary>The body of <c>POST /users/batch</c>.</summary>
internal sealed class PresenceBatchRequest
{
    public required IReadOnlyList<string> Users { get; init; }
    public required string Level { get; init; }
    public required bool OnlineOnly { get; init; }
}

/// <summary>A device of a record as the service has it.</summary>
internal sealed class PresenceDeviceBody
{
    public string? Type { get; set; }

    [JsonConverter(typeof(WireListConverter<PresenceTitleBody>))]
    public IReadOnlyList<PresenceTitleBody> Titles { get; set; } = [];

    public XboxPresenceDevice Read() => new(FieldParser.Text(Type), [.. Titles.Select(static title => title.Read())]);
}

/// <summary>A title of a record as the service has it.</summary>
internal sealed class PresenceTitleBody
{
    public string? Id { get; set; }
    public string? Name { get; set; }
    public string? Placement { get; set; }
    public string? State { get; set; }
    public string? LastModified { get; set; }
    public ActivityBody? Activity { get; set; }

    public XboxPresenceTitle Read() => new()
    {
        TitleId = FieldParser.Text(Id),
        Name = FieldParser.Text(Name),
        Placement = FieldParser.Text(Placement),
        IsActive = string.Equals(State, "Active", StringComparison.OrdinalIgnoreCase),
        RichPresence = FieldParser.TextOrNull(Activity?.RichPresence),
        LastModified = FieldParser.Date(LastModified),
    };
}

/// <summary>What a player does in a title.</summary>
internal sealed class ActivityBody
{
    public string? RichPresence { get; set; }
}

/// <summary>Where a player was last, as the service has it.</summary>
internal sealed class LastSeenBody
{
    public string? DeviceType { get; set; }
    public string? TitleId { get; set; }
    public string? TitleName { get; set; }
    public string? Timestamp { get; set; }

    public XboxLastSeen Read() => new(FieldParser.Text(DeviceType), FieldParser.Text(TitleId), FieldParser.Text(TitleName), FieldParser.Date(Timestamp));
}
