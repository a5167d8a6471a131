namespace GameAuth.Xbox;

/// <summary>Where a player was last, as the service has it.</summary>
internal sealed class LastSeenBody
{
    public string? DeviceType { get; set; }

    public string? TitleId { get; set; }

    public string? TitleName { get; set; }

    public string? Timestamp { get; set; }

    public XboxLastSeen Read() => new(Lenient.Text(DeviceType), Lenient.Text(TitleId), Lenient.Text(TitleName), Lenient.Date(Timestamp));
}
