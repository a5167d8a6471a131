namespace GameAuth.Hytale.Tests;

/// <summary>A request as it came to the scripted service.</summary>
internal sealed record SentCall(string Step, string Method, Uri Address, string? Authorization, string? ContentType, string Body, DateTimeOffset At)
{
    /// <summary>One line for a whole request.</summary>
    public string Line => $"{Method} {Address.AbsoluteUri} {Authorization ?? "-"} {ContentType ?? "-"} {Body}".TrimEnd();
}
