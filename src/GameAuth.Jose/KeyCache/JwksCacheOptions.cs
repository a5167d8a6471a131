namespace GameAuth.Jose;

/// <summary>How a key cache keeps its keys. Immutable.</summary>
public sealed class JwksCacheOptions
{
    /// <summary>How long keys are fresh when the service does not say. The default is 1 hour.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The shortest time that keys are fresh, whatever the service says. The default is 5 minutes.</summary>
    public TimeSpan MinLifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The longest time that keys are fresh, whatever the service says. The default is 12 hours.</summary>
    public TimeSpan MaxLifetime { get; init; } = TimeSpan.FromHours(12);

    /// <summary>How long keys are believed after the last answer while the service fails. The default is 24 hours; then no key is known any more.</summary>
    public TimeSpan StaleLimit { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long unknown key ids cause no fetch after they caused one. The default is 30 seconds; it doubles with each fetch that brings nothing.</summary>
    public TimeSpan Cooldown { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest that <see cref="Cooldown"/>, or the wait after failures while keys are believed, grows to. The default is 5 minutes.</summary>
    public TimeSpan MaxCooldown { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long nothing is fetched after a first failure. The default is 5 seconds; it doubles with each further one, up to 30 seconds while no keys are believed.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a fetch may take. The default is 10 seconds.</summary>
    public TimeSpan FetchTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How old the keys must be before a bad signature under one of them is a reason to fetch. The default is 5 minutes.</summary>
    public TimeSpan BadSignatureAge { get; init; } = TimeSpan.FromMinutes(5);

    internal bool MakesSense()
    {
        TimeSpan[] times = [Lifetime, MinLifetime, MaxLifetime, StaleLimit, Cooldown, MaxCooldown, RetryDelay, FetchTimeout, BadSignatureAge];
        return Array.TrueForAll(times, static time => time > TimeSpan.Zero) && MinLifetime <= MaxLifetime && Cooldown <= MaxCooldown;
    }
}
