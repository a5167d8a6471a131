namespace GameAuth.Emulator;

/// <summary>
/// The JSON body under 429 of Xbox services with fine-grained rate limits, as Microsoft's page "Fine-grained rate limiting"
/// (Xbox services best practices) shows it. Requests count per player and title; the burst window is 15 seconds, the sustained
/// one 300.
/// </summary>
public sealed record RateLimit
{
    /// <summary>The burst limit of the profile service, exceeded: request 13 of 10 in 15 seconds.</summary>
    public static RateLimit Burst { get; } = new();

    /// <summary>The sustained limit of the profile service, exceeded: request 31 of 30 in 300 seconds.</summary>
    public static RateLimit Sustain { get; } = new() { CurrentRequests = 31, MaxRequests = 30, Period = TimeSpan.FromSeconds(300), Type = "sustain" };

    /// <summary>The burst limit as another of Microsoft's pages spells it: <c>limitType</c> with the value <c>Rate</c>.</summary>
    public static RateLimit LimitType { get; } = new() { Type = "Rate", TypeMember = "limitType" };

    /// <summary><c>currentRequests</c>: how many requests were made in the window. Default: 13.</summary>
    public int CurrentRequests { get; init; } = 13;

    /// <summary><c>maxRequests</c>: how many the window allows. Default: 10.</summary>
    public int MaxRequests { get; init; } = 10;

    /// <summary><c>periodInSeconds</c>: the window, in whole seconds. Default: 15 seconds.</summary>
    public TimeSpan Period { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Which limit it is. Default: <c>burst</c>.</summary>
    public string Type { get; init; } = "burst";

    /// <summary>The name of the member that holds <see cref="Type"/>: <c>type</c>, or <c>limitType</c>. Default: <c>type</c>.</summary>
    public string TypeMember { get; init; } = "type";
}
