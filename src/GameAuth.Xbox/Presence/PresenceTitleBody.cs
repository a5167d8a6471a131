namespace GameAuth.Xbox;

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
        TitleId = Lenient.Text(Id),
        Name = Lenient.Text(Name),
        Placement = Lenient.Text(Placement),
        IsActive = string.Equals(State, "Active", StringComparison.OrdinalIgnoreCase),
        RichPresence = Lenient.TextOrNull(Activity?.RichPresence),
        LastModified = Lenient.Date(LastModified),
    };
}
