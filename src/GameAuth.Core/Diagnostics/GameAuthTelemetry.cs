namespace GameAuth;

/// <summary>The names of what this family publishes through <c>System.Diagnostics</c>: they change only with a major version.</summary>
public static class GameAuthTelemetry
{
    /// <summary>The <see cref="System.Diagnostics.ActivitySource"/>: one activity per mint, named <c>gameauth.token.mint</c>.</summary>
    public const string ActivitySourceName = "GameAuth";

    /// <summary>The <see cref="System.Diagnostics.Metrics.Meter"/>.</summary>
    public const string MeterName = "GameAuth";

    /// <summary>Histogram, seconds: how long a mint took. Tags: <c>provider</c>, <c>step</c>, <c>outcome</c>.</summary>
    public const string MintDuration = "gameauth.token.mint.duration";

    /// <summary>Counter, {mint}: mints that asked the provider. Tags: <c>provider</c>, <c>step</c>, <c>outcome</c>.</summary>
    public const string MintRequests = "gameauth.token.mint.requests";

    /// <summary>Counter, {event}: sign-ins, sign-outs and refusals. Tags: <c>provider</c>, <c>event</c>.</summary>
    public const string AccountEvents = "gameauth.account.events";

    /// <summary>Histogram, seconds: how long a request waited for its permit, if it had to. Tags: <c>scope</c> (the rule's, never an account's), <c>limit</c> (such as <c>10 per 15 s</c>, <c>gap</c>, <c>hold</c>, <c>learnt</c>).</summary>
    public const string PacerWaitDuration = "gameauth.pacer.wait.duration";
}
