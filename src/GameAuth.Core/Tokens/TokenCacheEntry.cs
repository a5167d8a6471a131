using GameAuth.Storage;

namespace GameAuth.Providers;

/// <summary>Where the token of one row lives in this process, whatever its type.</summary>
internal abstract class TokenCacheEntry(TokenSource source, TokenChain chain, string? audience)
{
    public TokenSource Source => source;

    public TokenChain Chain => chain;

    public string? Audience => audience;

    /// <summary>Whether another entry has taken, or will take, the place of this one.</summary>
    public bool IsEvicted { get; protected set => Volatile.Write(ref field, value); }

    /// <summary>What the token in memory was minted from.</summary>
    public abstract IReadOnlyList<ParentVersion> Lineage { get; }

    /// <summary>The name of the row within its scope.</summary>
    public string Row { get; } = RowOf(source, audience);

    public RowKey Key => new(Chain.Partition, Row);

    /// <summary>What failed mints mean for the next ones.</summary>
    public MintRest Rest { get; } = new(source, chain.Engine);

    public static string RowOf(TokenSource source, string? audience) => audience is null ? source.Name : $"{source.Name}@{audience}";

    public ParentVersion AsParentVersion(RowVersion version, bool exact) => new(Source.Scope, Row, version.Epoch, exact ? version.Number : null);

    /// <summary>Forgets the token in memory; the row stays.</summary>
    public abstract void Drop();

    /// <summary>Forgets the token in memory if it descends from another epoch of that row.</summary>
    public abstract void DropIfDescendant(TokenScope scope, string row, RowVersion version);

    /// <summary>Forgets that very token, so that the next call mints; false when it is not the current one.</summary>
    public abstract bool Refuse(IToken token);

    /// <summary>Lets itself be evicted if nobody used it since the last sweep and nothing is under way.</summary>
    public abstract void Sweep(Action<TokenCacheEntry> evict);

    /// <summary>Starts a refresh in the background if the token is due, for those who keep accounts alive.</summary>
    public abstract void RefreshIfDue();

    /// <summary>Whether an ancestor that is kept in memory alone still has the epoch that a token came from.</summary>
    public abstract bool LivesInMemory(ParentVersion ancestor);
}

/// <summary>A published token: immutable but for the mark of use, so that a hit is one volatile read and one comparison.</summary>
internal sealed class CachedToken<T>(T token, RowVersion version, IReadOnlyList<ParentVersion> lineage, long refreshAt, long usableUntil)
    where T : class, IToken
{
    private bool _touched = true;

    public T Token => token;

    public RowVersion Version => version;

    public IReadOnlyList<ParentVersion> Lineage => lineage;

    /// <summary>The moment, in ticks of the steady clock, from which a hit starts a refresh in the background.</summary>
    public long RefreshAt => refreshAt;

    /// <summary>The moment, in ticks of the steady clock, from which the token is no longer handed out.</summary>
    public long UsableUntil => usableUntil;

    /// <summary>Written only when it changes, so that hits of many threads share the cache line.</summary>
    public void Touch()
    {
        if (!_touched)
        {
            _touched = true;
        }
    }

    /// <summary>Whether it was used since the last call: the sweep's second chance.</summary>
    public bool WasTouched()
    {
        bool was = _touched;
        _touched = false;
        return was;
    }
}

/// <summary>A token that was minted and could not be saved: kept in memory and saved before anything else happens to its row.</summary>
/// <param name="Token">The token.</param>
/// <param name="Lineage">What it was minted from.</param>
/// <param name="Spent">The row that its mint presented; a row with another token wins over it.</param>
internal sealed record PendingWrite<T>(T Token, IReadOnlyList<ParentVersion> Lineage, TokenRow<T> Spent)
    where T : class, IToken;

/// <summary>
/// When a token is renewed before its end. The moment follows from the token's own lifetime and version, so that neither load nor a
/// second look at the row moves it.
/// </summary>
internal static class RefreshSchedule
{
    private static readonly TimeSpan MaxEarly = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan MaxMargin = TimeSpan.FromSeconds(10);

    /// <summary>Processes that share a store may have clocks that differ a little.</summary>
    private static readonly TimeSpan MintTolerance = TimeSpan.FromMinutes(2);

    /// <summary>The moments from which it is renewed and until which it is handed out.</summary>
    /// <param name="clock">The clock of the moments.</param>
    /// <param name="mintedAt">When it was minted, by the wall clock as it was set then; null for just now.</param>
    /// <param name="expiresAt">Its end by the same clock.</param>
    /// <param name="version">Its version.</param>
    public static (long RefreshAt, long UsableUntil) Of(SteadyClock clock, DateTimeOffset? mintedAt, DateTimeOffset? expiresAt, RowVersion version)
    {
        DateTimeOffset now = clock.Wall.GetUtcNow();
        TimeSpan ahead = mintedAt is { } minted && minted > now ? minted - now : TimeSpan.Zero;
        (long refreshAt, long usableUntil) = Of(mintedAt ?? now, expiresAt, version);
        if (expiresAt is null)
        {
            return (refreshAt, usableUntil);
        }

        // The clock was set back since, and nobody knows by how much in all: the stored end says nothing.
        long shift = clock.Correction - ahead.Ticks;
        return ahead > MintTolerance ? (long.MinValue, long.MinValue) : (refreshAt + shift, usableUntil + shift);
    }

    /// <summary>The ticks from which it is renewed and until which it is handed out, by the clock that both times are of.</summary>
    /// <param name="mintedAt">When it was minted.</param>
    /// <param name="expiresAt">Its end; null means that it is never renewed by time.</param>
    /// <param name="version">Its version, which the jitter is drawn from.</param>
    public static (long RefreshAt, long UsableUntil) Of(DateTimeOffset mintedAt, DateTimeOffset? expiresAt, RowVersion version)
    {
        if (expiresAt is not { } end)
        {
            return (long.MaxValue, long.MaxValue);
        }

        long lifetime = Math.Max(0, (end - mintedAt).Ticks);
        long early = Math.Min(MaxEarly.Ticks, lifetime / 5);
        long jitter = early / 4 * (long)((version.Epoch + version.Number) * 0x9E3779B97F4A7C15 >> 54) / 1024;
        long margin = Math.Min(MaxMargin.Ticks, lifetime / 50);
        return (end.UtcTicks - early - jitter, end.UtcTicks - margin);
    }

    /// <summary>How long a token rests after failures in a row: 30 s, doubling to 2 min, so that a good service is used again within two minutes.</summary>
    public static TimeSpan BackOff(int failures) =>
        TimeSpan.FromSeconds(Math.Min(120, 30 * Math.Pow(2, Math.Clamp(failures - 1, 0, 2))));
}

/// <summary>
/// What the failed mints of a row mean for the next ones. A refresh in the background rests after any failure. A foreground call hears a verdict that a new try can not change yet. And
/// where a try is scarce, because a grant is presented under limits of a few an hour, everybody waits: a failed try has spent one, and the next may be needed when the service is back.
/// </summary>
/// <remarks>Safe for use from any thread.</remarks>
internal sealed class MintRest(TokenSource source, TokenEngine engine)
{
    private readonly Lock _gate = new();
    private int _failures;
    private DateTimeOffset _until = DateTimeOffset.MinValue; // moments of the steady clock
    private GameAuthException? _verdict;
    private GameAuthException? _held;
    private bool _isCutShort;

    /// <summary>Whether the background lets the row alone.</summary>
    public bool IsOn
    {
        get
        {
            lock (_gate)
            {
                return Now < _until;
            }
        }
    }

    /// <summary>A limit or a restriction that lasts; null where there is none.</summary>
    public GameAuthException? Verdict
    {
        get
        {
            lock (_gate)
            {
                return Now >= _until ? null : _verdict is ThrottledException limit ? Unsent(limit) : _verdict;
            }
        }
    }

    /// <summary>What the last try came to, with the time of the next, while scarce tries are held back; null when one may be made.</summary>
    public GameAuthException? Held
    {
        get
        {
            lock (_gate)
            {
                return Now >= _until ? null : _held switch
                {
                    ProviderException failed => Told(failed, failed.Status, failed.Code, failed.IsTransient),
                    OutcomeUnknownException lost => Told(lost, status: null, code: null, isTransient: true),
                    _ => _held,
                };
            }
        }
    }

    private DateTimeOffset Now => engine.Clock.Now;

    /// <exception cref="GameAuthException">A scarce try is held back.</exception>
    public void ThrowIfHeld()
    {
        if (Held is { } held)
        {
            throw held;
        }
    }

    /// <summary>Whether nothing was tried, here or for a parent: then the rest that is on goes on as it was.</summary>
    public bool IsNoTry(GameAuthException error) => error is ProviderException { RetryAt: not null } || ReferenceEquals(error, Held);

    /// <summary>A try has failed.</summary>
    /// <param name="error">What it came to.</param>
    /// <param name="isOver">Whether it brought a token that had ended when it came.</param>
    public void Failed(Exception error, bool isOver)
    {
        lock (_gate)
        {
            DateTimeOffset now = Now;

            // One rest is cut short; the one that follows is not.
            _isCutShort &= now < _until;
            _failures++;
            (_until, _verdict) = error switch
            {
                ThrottledException throttled => (engine.Clock.FromWall(throttled.RetryAt), throttled),
                AccountRestrictedException restricted => (now + engine.Options.RestrictionRest, restricted),
                _ => (now + RefreshSchedule.BackOff(_failures), (GameAuthException?)null),
            };
            _held = isOver || source.RefreshBehavior is not RefreshBehavior.Remint ? Hold(error, isOver) : null;
        }
    }

    public void Succeeded()
    {
        lock (_gate)
        {
            (_failures, _until, _verdict, _held, _isCutShort) = (0, DateTimeOffset.MinValue, null, null, false);
        }
    }

    /// <summary>The row has another token: what was said of the one before means nothing to callers. The background keeps its pause.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            (_verdict, _held) = (null, null);
        }
    }

    /// <summary>Somebody asks on purpose: a refusal is not repeated from memory, and a rest is cut short, once. A limit stays.</summary>
    public void AskAfresh()
    {
        lock (_gate)
        {
            _verdict = _verdict as ThrottledException;
            if (_held is not null && !_isCutShort)
            {
                (_isCutShort, _held) = (true, null);
            }
        }
    }

    // What is told is made when it is told: the wall clock may have been set since the failure.
    private ThrottledException Unsent(ThrottledException first) => new($"{first.Message} Until then nothing is sent.", engine.Clock.ToWall(_until), wasSent: false)
    { Provider = first.Provider, Step = first.Step, CorrelationId = first.CorrelationId };

    /// <summary>Null where the failure has cost no try, or where one more tells what is worth it.</summary>
    private GameAuthException? Hold(Exception error, bool isOver) => error switch
    {
        GameAuthConfigurationException setup => setup,
        ProviderException { Status: null, IsTransient: true } when !isOver => null,

        // Whether the token was spent is known after one more try.
        OutcomeUnknownException or ProviderException { Status: >= 200 and < 300 } when _failures == 1 => null,
        ProviderException or OutcomeUnknownException => (GameAuthException)error,
        _ => null,
    };

    private ProviderException Told(GameAuthException first, int? status, string? code, bool isTransient) =>
        new($"{first.Message} The next try is at {engine.Clock.ToWall(_until):O}; until then nothing is sent.", status, code, isTransient)
        { Provider = first.Provider, Step = first.Step, CorrelationId = first.CorrelationId, RetryAt = engine.Clock.ToWall(_until) };
}
