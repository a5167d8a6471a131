namespace GameAuth.Providers;

/// <summary>Which times a server may say of its own clock.</summary>
internal static class ServerDate
{
    /// <summary>The most that a server's clock is believed to differ from this machine's. What is further off is a fault, and would move every signature and every end.</summary>
    public static readonly TimeSpan MostOff = TimeSpan.FromDays(30);

    /// <summary>The date where it can be the server's time; null where it can't, or there is none.</summary>
    public static DateTimeOffset? Believe(DateTimeOffset? date, DateTimeOffset localNow) =>
        date is { } said && (said - localNow).Duration() <= MostOff ? said : null;
}
