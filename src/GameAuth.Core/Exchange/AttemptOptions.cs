namespace GameAuth;

/// <summary>How authenticated requests are tried. <see cref="HttpClient.Timeout"/> is infinite on these clients, since a permit may take minutes.</summary>
public sealed class AttemptOptions
{
    /// <summary>How long one attempt may take from the first byte sent to the answer's headers. Default 100 seconds.</summary>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(100);

    /// <summary>How often a request that is safe to repeat (GET, HEAD, OPTIONS) is repeated after a transient failure. Default 2; 0 switches it off.</summary>
    public int SafeRetries { get; set; } = 2;

    /// <summary>The pause before the first repetition; it doubles, with jitter. Default 1 second.</summary>
    public TimeSpan RetryPause { get; set; } = TimeSpan.FromSeconds(1);
}
