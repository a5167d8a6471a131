namespace GameAuth.Xbox;

/// <summary>A time window as the service has it.</summary>
internal sealed class TimeWindowBody
{
    public string? StartDate { get; set; }

    public string? EndDate { get; set; }

    public XboxTimeWindow Read() => new(Lenient.Date(StartDate), Lenient.Date(EndDate));
}
