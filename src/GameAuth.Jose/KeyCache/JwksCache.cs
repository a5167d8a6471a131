using System.Diagnostics.CodeAnalysis;

namespace GameAuth.Jose;

/// <summary>The published keys of a service, kept fresh. Safe for use from any thread.</summary>
/// <remarks>
/// <para>
/// A known key is found without a lock, a wait or an allocation, also while a fetch is slow or strangers ask for keys that do not exist. Keys
/// are refreshed in the background before they grow old. An answer without a key that can be used and has an id replaces nothing; while the service fails the
/// last keys are believed for <see cref="JwksCacheOptions.StaleLimit"/>, then none is.
/// </para>
/// <para>
/// An unknown id fetches once for all who ask, and they wait for it, so that a new key costs no failure; then unknown ids fetch nothing for
/// <see cref="JwksCacheOptions.Cooldown"/>. Before you ask for an unknown key, refuse what you can without it: the algorithm, the issuer, the expiry.
/// </para>
/// </remarks>
public sealed class JwksCache : IDisposable
{
    private readonly JwksCacheOptions _options;
    private readonly TimeProvider _clock;
    private readonly JwksRefresher _refresher;
    private readonly Lock _gate = new();
    private readonly MissingKeyIds _missing;
    private readonly ExponentialBackoff _cooldown;
    private long _generationSeen;
    private long _cooldownRefusals;
    private long _negativeHits;

    /// <summary>A cache without keys; the first lookup fetches them.</summary>
    /// <param name="fetch">
    /// Gets the key set. It must ask the one https address that the keys are published at, follow no redirect, and throw on failure. It is called
    /// on the thread pool, never twice at once.
    /// </param>
    /// <param name="options">The options; null stands for their defaults.</param>
    /// <param name="clock">The clock; null stands for the system's.</param>
    /// <exception cref="ArgumentException">A time of the options makes no sense.</exception>
    public JwksCache(Func<JwksRequest, CancellationToken, Task<JwksResponse>> fetch, JwksCacheOptions? options = null, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(fetch);
        _options = options ?? new JwksCacheOptions();
        if (!_options.MakesSense())
        {
            throw new ArgumentException("Each time must be above zero, MinLifetime at most MaxLifetime, and Cooldown at most MaxCooldown.", nameof(options));
        }

        _clock = clock ?? TimeProvider.System;
        _refresher = new JwksRefresher(fetch, _options, _clock);
        _missing = new MissingKeyIds(_clock);
        _cooldown = new ExponentialBackoff(_options.Cooldown, _options.MaxCooldown, _clock);
    }

    /// <summary>Which keys are believed now: their number, one higher with each change, or zero while there are none. What was verified under another one must be verified again.</summary>
    public long Generation => _refresher.Believed?.Generation ?? 0;

    // Whether they are believed or not.
    private long LatestGeneration => _refresher.Current?.Generation ?? 0;

    /// <summary>Finds a key that is known now. It never waits; it may begin a refresh in the background.</summary>
    /// <param name="keyId">The id that a token's header names.</param>
    /// <param name="key">The key.</param>
    /// <returns>Whether it is known.</returns>
    public bool TryGetKey(scoped JsonText keyId, [NotNullWhen(true)] out JsonWebKey? key)
    {
        key = null;
        return Believed() is { } snapshot && snapshot.Keys.TryGetKey(keyId, out key);
    }

    /// <summary>Finds a key that is known now. It never waits; it may begin a refresh in the background.</summary>
    /// <param name="keyId">The key's id.</param>
    /// <param name="key">The key.</param>
    /// <returns>Whether it is known.</returns>
    public bool TryGetKey(string keyId, [NotNullWhen(true)] out JsonWebKey? key)
    {
        key = null;
        return Believed() is { } snapshot && snapshot.Keys.TryGetKey(keyId, out key);
    }

    /// <summary>Finds a key, and fetches the keys if it is not known and a fetch is due. A known one is there at once.</summary>
    /// <param name="keyId">The id that a token's header names; an absent one is unknown without a fetch.</param>
    /// <param name="cancellationToken">Ends the wait; a fetch that has begun goes on for the others.</param>
    /// <returns>The key, or why there is none.</returns>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public ValueTask<JwksLookup> GetKeyAsync(scoped JsonText keyId, CancellationToken cancellationToken = default) =>
        TryGetKey(keyId, out JsonWebKey? key) ? new(new JwksLookup(key, JwsError.None))
        : keyId.Raw.Length is 0 or > JwsLimits.MaxKeyIdLength ? new(new JwksLookup(null, JwsError.UnknownKey))
        : new(GetUnknownAsync(keyId.ToString(), cancellationToken));

    /// <summary>Finds a key, and fetches the keys if it is not known and a fetch is due. A known one is there at once.</summary>
    /// <param name="keyId">The key's id; an empty or too long one is unknown without a fetch.</param>
    /// <param name="cancellationToken">Ends the wait; a fetch that has begun goes on for the others.</param>
    /// <returns>The key, or why there is none.</returns>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public ValueTask<JwksLookup> GetKeyAsync(string keyId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keyId);
        return TryGetKey(keyId, out JsonWebKey? key) ? new(new JwksLookup(key, JwsError.None))
            : !JwkReader.IsKeyId(keyId) ? new(new JwksLookup(null, JwsError.UnknownKey))
            : new(GetUnknownAsync(keyId, cancellationToken));
    }

    /// <summary>To be called when a signature is bad under a known key: fetches the keys if they are old enough that the id may stand for another key by now.</summary>
    /// <param name="cancellationToken">Ends the wait; a fetch that has begun goes on for the others.</param>
    /// <returns>Whether the keys changed, so that it is worth to look again.</returns>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public async ValueTask<bool> RefreshAfterBadSignatureAsync(CancellationToken cancellationToken = default)
    {
        long generation = LatestGeneration;
        if (_refresher.Current is { } snapshot
            && _clock.GetElapsedTime(snapshot.AnsweredAt) >= _options.BadSignatureAge
            && _refresher.Begin() is { } flight)
        {
            await flight.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        return LatestGeneration != generation;
    }

    /// <summary>What the cache has done so far.</summary>
    /// <returns>Counters for metrics.</returns>
    public JwksCacheStatistics GetStatistics()
    {
        JwksSnapshot? snapshot = _refresher.Current;
        return new JwksCacheStatistics(
            _refresher.Fetches,
            _refresher.FailedFetches,
            Interlocked.Read(ref _cooldownRefusals),
            Interlocked.Read(ref _negativeHits),
            snapshot?.Generation ?? 0,
            snapshot?.Keys.Keys.Count ?? 0,
            snapshot is null ? null : _clock.GetElapsedTime(snapshot.AnsweredAt));
    }

    /// <summary>Ends a fetch that is under way and begins no other. Known keys stay known. A second call does nothing.</summary>
    public void Dispose() => _refresher.Dispose();

    // The snapshot if it may be believed; one that grows old is refreshed behind the caller's back.
    private JwksSnapshot? Believed()
    {
        JwksSnapshot? snapshot = _refresher.Current;
        if (snapshot is null)
        {
            return null;
        }

        long now = _clock.GetTimestamp();
        if (now >= snapshot.RefreshAt)
        {
            _refresher.BeginIfDue();
        }

        return now < snapshot.BelievedUntil ? snapshot : null;
    }

    private async Task<JwksLookup> GetUnknownAsync(string keyId, CancellationToken cancellationToken)
    {
        bool answered = TryBeginFor(keyId, out Task<bool>? flight) && await flight.WaitAsync(cancellationToken).ConfigureAwait(false);

        // Also without a flight of its own: one that ended a moment ago may have brought it.
        if (TryGetKey(keyId, out JsonWebKey? key))
        {
            return new JwksLookup(key, JwsError.None);
        }

        Remember(keyId, answered);
        return new JwksLookup(null, Believed() is null ? JwsError.KeysUnavailable : JwsError.UnknownKey);
    }

    private bool TryBeginFor(string keyId, [NotNullWhen(true)] out Task<bool>? flight)
    {
        lock (_gate)
        {
            // To wait for what is under way costs the service nothing.
            flight = _refresher.Flight;
            if (flight is not null)
            {
                return true;
            }

            // Without keys to believe there is nothing to protect but the service, which the refresher's own gate does.
            bool hasKeys = Believed() is not null;
            if (hasKeys && _missing.Contains(keyId))
            {
                Interlocked.Increment(ref _negativeHits);
                return false;
            }

            flight = hasKeys && IsCoolingDown() ? null : _refresher.Begin();
            if (flight is null)
            {
                Interlocked.Increment(ref _cooldownRefusals);
            }
            else if (hasKeys)
            {
                _cooldown.Close();
            }

            return flight is not null;
        }
    }

    // Keys that have changed say that a fetch was worth it, so the gate that it closed opens after the shortest time.
    private bool IsCoolingDown()
    {
        long generation = LatestGeneration;
        if (generation != _generationSeen)
        {
            _generationSeen = generation;
            _cooldown.Shorten();
        }

        return !_cooldown.IsOpen;
    }

    // Only after an answer: an id that no answer was asked for is not missing.
    private void Remember(string keyId, bool answered)
    {
        if (answered)
        {
            lock (_gate)
            {
                _missing.Add(keyId);
            }
        }
    }
}

/// <summary>What looking for a key came to.</summary>
/// <param name="Key">The key, if there is one.</param>
/// <param name="Error"><see cref="JwsError.None"/>, <see cref="JwsError.UnknownKey"/>, or <see cref="JwsError.KeysUnavailable"/> when the cache has no keys that it may believe.</param>
public readonly record struct JwksLookup(JsonWebKey? Key, JwsError Error);

/// <summary>What a key cache has done so far, for metrics.</summary>
/// <param name="Fetches">Fetches that were begun.</param>
/// <param name="FailedFetches">Fetches that failed, took too long, or brought no usable key.</param>
/// <param name="CooldownRefusals">Lookups of unknown ids that caused no fetch, since one was too short a time ago.</param>
/// <param name="NegativeHits">Lookups of ids that a fetch had not brought shortly before.</param>
/// <param name="Generation">How often the keys have changed.</param>
/// <param name="KeyCount">How many keys there are now.</param>
/// <param name="Age">The time since the last answer; null before the first one.</param>
public sealed record JwksCacheStatistics(
    long Fetches,
    long FailedFetches,
    long CooldownRefusals,
    long NegativeHits,
    long Generation,
    int KeyCount,
    TimeSpan? Age);
