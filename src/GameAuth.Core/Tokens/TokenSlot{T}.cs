using GameAuth.Storage;

namespace GameAuth.Providers;

/// <summary>The token of one row in this process: a hit is one volatile read and one comparison; the rest is in <see cref="MintRun{T}"/>.</summary>
internal sealed class TokenSlot<T>(TokenSource<T> source, TokenChain chain, string? audience) : TokenSlot(source, chain, audience)
    where T : class, IToken
{
    private readonly Lock _gate = new();
    private TokenEntry<T>? _entry;
    private Task<TokenEntry<T>>? _flight;
    private int _drops;
    private (RowVersion Version, IReadOnlyList<Ancestor> Lineage)? _unsavedVersion;
    private RowVersion? _refused;
    private DateTimeOffset _refusedAt = DateTimeOffset.MinValue;
    private DateTimeOffset _restUntil = DateTimeOffset.MinValue;
    private GameAuthException? _verdict;
    private int _failures;

    public TokenSource<T> TypedSource => source;

    public override IReadOnlyList<Ancestor> Lineage => Volatile.Read(ref _entry)?.Lineage ?? [];

    /// <summary>The deadline of the mint that is under way.</summary>
    public CancellationToken Deadline { get; set; }

    /// <summary>A token that came with a parent's answer while this row's own mint is under way.</summary>
    public T? Delivered { get; private set; }

    /// <summary>A token that was minted and could not be saved: it is saved before anything else is minted.</summary>
    public Unsaved<T>? Unsaved { get; set; }

    /// <summary>The version that the provider refused: it is not adopted from the store again.</summary>
    public RowVersion? RefusedVersion => _refused;

    public ValueTask<T> GetAsync(CancellationToken cancellationToken)
    {
        TokenEntry<T>? entry = Volatile.Read(ref _entry);
        if (entry is not null && Chain.Engine.UtcTicks < entry.RefreshAt)
        {
            entry.Touch();
            return new ValueTask<T>(entry.Token);
        }

        return GetSlowAsync(cancellationToken);
    }

    /// <summary>The entry, minted if it must be.</summary>
    /// <param name="asParent">True looks at the row again when the token has no end of its own, since another process may have replaced it.</param>
    /// <param name="cancellationToken">Ends this caller's wait, and no one else's.</param>
    public async ValueTask<TokenEntry<T>> GetEntryAsync(bool asParent, CancellationToken cancellationToken)
    {
        TokenEntry<T>? entry = Volatile.Read(ref _entry);
        if (entry is not null && Chain.Engine.UtcTicks < entry.UsableUntil
            && (!asParent || entry.UsableUntil != long.MaxValue || await IsStoredAsync(entry, cancellationToken).ConfigureAwait(false)))
        {
            entry.Touch();
            RefreshIfDue();
            return entry;
        }

        return await JoinFlight(inBackground: false).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public override void RefreshIfDue()
    {
        TokenEntry<T>? entry = Volatile.Read(ref _entry);
        DateTimeOffset now = Chain.Engine.Time.GetUtcNow();
        if (entry is null || now.UtcTicks < entry.RefreshAt || IsResting(now) || Volatile.Read(ref _flight) is not null || Chain.Engine.Drain.IsStopping)
        {
            return;
        }

        try
        {
            // Nobody awaits it: its failure is counted and logged by the run itself, and the token in hand is still good.
            _ = JoinFlight(inBackground: true).ContinueWith(
                static done => _ = done.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }
        catch (IllegalStepException)
        {
            // The host began to stop in between.
        }
    }

    public void Deliver(T token) => Delivered = token;

    /// <summary>Takes the first token of a new row.</summary>
    /// <returns>False when there is such a row already.</returns>
    public async Task<bool> TryCreateAsync(T token, RowVersion version, CancellationToken deadline)
    {
        bool created = await new TokenRowWriter<T>(this).TryCreateAsync(token, version, deadline).ConfigureAwait(false);
        if (created)
        {
            Publish(Entry(token, version, []));
        }

        return created;
    }

    /// <summary>Takes a token that came with another row's answer.</summary>
    public async Task<TokenEntry<T>> AcceptAsync(T token, IReadOnlyList<Ancestor> lineage, CancellationToken deadline)
    {
        return Publish(await new TokenRowWriter<T>(this).SaveAsync(token, lineage, deadline).ConfigureAwait(false));
    }

    /// <summary>Hands a token to all callers; where the same version is there already it stays, since a refusal names the very object that was handed out.</summary>
    public TokenEntry<T> Publish(TokenEntry<T> entry)
    {
        lock (_gate)
        {
            entry = _entry is { } there && there.Version == entry.Version ? there : entry;
            Volatile.Write(ref _entry, entry);
            _refused = null;
            _verdict = null;
        }

        Chain.DropDescendants(Source.Owner, Row, entry.Version);
        return entry;
    }

    /// <summary>An entry for a token that is kept in memory alone; it goes on with the epoch of the one before while the parents do.</summary>
    public TokenEntry<T> UnsavedEntry(T token, IReadOnlyList<Ancestor> lineage)
    {
        RowVersion version = _unsavedVersion is { } before && Ancestor.SameEpochs(before.Lineage, lineage) ? before.Version.Next() : RowVersion.NewEpoch();
        _unsavedVersion = (version, lineage);
        return Entry(token, version, lineage);
    }

    /// <summary>The row of the refused token has another version because of an intent, and the same token.</summary>
    public void Renumbered(RowVersion? from, RowVersion to)
    {
        lock (_gate)
        {
            _refused = _refused is { } refused && refused == from ? to : _refused;
        }
    }

    public override bool LivesInMemory(Ancestor ancestor) => _unsavedVersion is { } known && ancestor.Lives(known.Version);

    public TokenEntry<T> Entry(T token, RowVersion version, IReadOnlyList<Ancestor> lineage, DateTimeOffset? mintedAt = null)
    {
        (long refreshAt, long usableUntil) = RefreshSchedule.Of(mintedAt ?? Chain.Engine.Time.GetUtcNow(), token.ExpiresAt, version);
        return new TokenEntry<T>(token, version, lineage, refreshAt, usableUntil);
    }

    public override void Drop()
    {
        lock (_gate)
        {
            Volatile.Write(ref _entry, null);
            _verdict = null;
            _drops++;
        }
    }

    public override void DropIfDescendant(Owner owner, string row, RowVersion version)
    {
        TokenEntry<T>? entry = Volatile.Read(ref _entry);
        if (entry is not null && entry.Lineage.Any(ancestor => ancestor.IsRow(owner, row) && !ancestor.Lives(version)))
        {
            Interlocked.CompareExchange(ref _entry, null, entry);
        }
    }

    public override bool Refuse(IToken token)
    {
        lock (_gate)
        {
            TokenEntry<T>? entry = _entry;
            if (entry is null || !ReferenceEquals(entry.Token, token))
            {
                // Another caller's refusal, or a mint, was first: what is current now has not been refused.
                return true;
            }

            DateTimeOffset now = Chain.Engine.Time.GetUtcNow();
            if (now - _refusedAt < Chain.Engine.Options.RefusalRest)
            {
                // It was minted a moment ago because of a refusal: minting again would only knock harder.
                return false;
            }

            _refused = entry.Version;
            _refusedAt = now;
            Volatile.Write(ref _entry, null);
            return true;
        }
    }

    public override void Sweep(Action<TokenSlot> evict)
    {
        lock (_gate)
        {
            if (_flight is null && Unsaved is null && _entry?.WasTouched() != true)
            {
                IsEvicted = true;
                Volatile.Write(ref _entry, null);
                evict(this);
            }
        }
    }

    private bool IsResting(DateTimeOffset now)
    {
        lock (_gate)
        {
            return now < _restUntil;
        }
    }

    private async ValueTask<T> GetSlowAsync(CancellationToken cancellationToken) =>
        (await GetEntryAsync(asParent: false, cancellationToken).ConfigureAwait(false)).Token;

    private async ValueTask<bool> IsStoredAsync(TokenEntry<T> entry, CancellationToken cancellationToken) =>
        !Source.IsSaved
        || (await Chain.Engine.Vault.ReadAsync(Key, cancellationToken).ConfigureAwait(false)).Version == entry.Version;

    private Task<TokenEntry<T>> JoinFlight(bool inBackground)
    {
        lock (_gate)
        {
            if (IsEvicted)
            {
                // Whoever still holds this slot goes on with the one that has taken its place, so that a row has one flight.
                return Chain.Slot(source, Audience).JoinFlight(inBackground);
            }

            if (_flight is { } flight)
            {
                return flight;
            }

            DateTimeOffset now = Chain.Engine.Time.GetUtcNow();
            if (_verdict is not null && now < _restUntil)
            {
                return Task.FromException<TokenEntry<T>>(_verdict);
            }

            Chain.Engine.Drain.Enter(Source.Name);
            Delivered = null;

            // The caller's context (its activity, its AsyncLocals, its impersonation) must not live on in work that others share.
            using AsyncFlowControl flow = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
            int drops = _drops;
            return _flight = Task.Run(() => FlyAsync(inBackground, drops));
        }
    }

    private async Task<TokenEntry<T>> FlyAsync(bool inBackground, int drops)
    {
        using MintTrace trace = new(this, inBackground);
        try
        {
            TokenEntry<T> entry = await new MintRun<T>(this, trace).RunAsync().ConfigureAwait(false);
            if (drops == Volatile.Read(ref _drops))
            {
                // Otherwise the account was signed out, or signed in anew, meanwhile: these callers get it, and it is kept for no other.
                entry = Publish(entry);
            }

            Land(failures: 0, TimeSpan.Zero);
            trace.Succeeded();
            return entry;
        }
        catch (Exception error)
        {
            Rest(error);
            trace.Failed(error);
            throw;
        }
        finally
        {
            Chain.Engine.Drain.Exit();
        }
    }

    /// <summary>A background refresh backs off after any failure; a foreground call only repeats a verdict that a new try can not change yet.</summary>
    private void Rest(Exception error)
    {
        DateTimeOffset now = Chain.Engine.Time.GetUtcNow();
        int failures = _failures + 1;
        (TimeSpan rest, GameAuthException? verdict) = error switch
        {
            ThrottledException throttled => (throttled.RetryAt - now, Unsent(throttled)),
            AccountRestrictedException restricted => (Chain.Engine.Options.RestrictionRest, restricted),
            _ => (RefreshSchedule.BackOff(failures), (GameAuthException?)null),
        };
        Land(failures, rest, verdict);
    }

    /// <summary>What those hear who come while the limit lasts: for them nothing goes out.</summary>
    private static ThrottledException Unsent(ThrottledException first) => new($"{first.Message} Until then nothing is sent.", first.RetryAt, wasSent: false)
    { Provider = first.Provider, Step = first.Step, CorrelationId = first.CorrelationId };

    /// <summary>Ends the flight, so that whoever comes from now on sees what it came to; only then is it told to others.</summary>
    private void Land(int failures, TimeSpan rest, GameAuthException? verdict = null)
    {
        lock (_gate)
        {
            _failures = failures;
            _restUntil = Chain.Engine.Time.GetUtcNow() + rest;
            _verdict = verdict;
            _flight = null;
            Delivered = null;
        }
    }
}
