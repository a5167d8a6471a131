namespace GameAuth.Xbox;

/// <summary>Where a person is, as the service has it; its members are in Pascal case there.</summary>
internal sealed class PersonPresenceBody
{
    public string? Device { get; set; }

    public string? TitleId { get; set; }

    public string? PresenceText { get; set; }

    public string? RichPresenceText { get; set; }

    public string? State { get; set; }

    public string? IsPrimary { get; set; }

    public string? IsGame { get; set; }

    public string? IsBroadcasting { get; set; }

    public XboxPersonPresence Read() => new()
    {
        Device = Lenient.Text(Device),
        TitleId = Lenient.Text(TitleId),
        PresenceText = Lenient.Text(PresenceText),
        RichPresence = Lenient.TextOrNull(RichPresenceText),
        IsActive = string.Equals(State, "Active", StringComparison.OrdinalIgnoreCase),
        IsPrimary = Lenient.Flag(IsPrimary),
        IsGame = Lenient.Flag(IsGame),
        IsBroadcasting = Lenient.Flag(IsBroadcasting),
    };
}
