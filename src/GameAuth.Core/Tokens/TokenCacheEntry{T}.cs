using GameAuth.Storage;

namespace GameAuth.Providers;

/// <summary>The token of one row in this process: a hit is one volatile read and one comparison; the rest is in <see cref="TokenAcquisition{T}"/>.</summary>
internal sealed class TokenCacheEntry<T>(TokenSource<T> source, TokenChain chain, string? audience) : TokenCacheEntry(source, chain, audience)
    where T : class, IToken
{
    private readonly Lock _gate = new();
    private CachedToken<T>? _cached;
    private Task<CachedToken<T>>? _flight;
    private int _drops;
    private (RowVersion Version, IReadOnlyList<ParentVersion> Lineage)? _unsavedVersion;
    private RowVersion? _refused;
    private DateTimeOffset _refusedAt = DateTimeOffset.MinValue;
    private (StoredIntent Intent, DateTimeOffset OverAt)? _others;

    public TokenSource<T> TypedSource => source;

    public override IReadOnlyList<ParentVersion> Lineage => Volatile.Read(ref _cached)?.Lineage ?? [];

    /// <summary>The deadline of the mint that is under way.</summary>
    public CancellationToken Deadline { get; set; }

    /// <summary>A token that came with a parent's answer while this row's own mint is under way.</summary>
    public T? Delivered { get; private set; }

    /// <summary>A token that was minted and could not be saved: it is saved before anything else is minted.</summary>
    public PendingWrite<T>? PendingWrite { get; set; }

    /// <summary>The version that the provider refused: it is not adopted from the store again.</summary>
    public RowVersion? RefusedVersion => _refused;

    public ValueTask<T> GetAsync(CancellationToken cancellationToken)
    {
        CachedToken<T>? cached = Volatile.Read(ref _cached);
        if (cached is not null && Chain.Engine.Clock.Ticks < cached.RefreshAt)
        {
            cached.Touch();
            return new ValueTask<T>(cached.Token);
        }

        return GetSlowAsync(cancellationToken);
    }

    /// <summary>The cached, minted if it must be.</summary>
    /// <param name="asParent">True looks at the row again when the token has no end of its own, since another process may have replaced it.</param>
    /// <param name="cancellationToken">Ends this caller's wait, and no one else's.</param>
    public async ValueTask<CachedToken<T>> GetCachedAsync(bool asParent, CancellationToken cancellationToken)
    {
        CachedToken<T>? cached = Volatile.Read(ref _cached);
        if (cached is not null && Chain.Engine.Clock.Ticks < cached.UsableUntil
            && (!asParent || cached.UsableUntil != long.MaxValue || await IsStoredAsync(cached, cancellationToken).ConfigureAwait(false)))
        {
            cached.Touch();
            RefreshIfDue();
            return cached;
        }

        return await JoinFlight(inBackground: false).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public override void RefreshIfDue()
    {
        CachedToken<T>? cached = Volatile.Read(ref _cached);
        DateTimeOffset now = Chain.Engine.Clock.Now;
        if (cached is null || now.UtcTicks < cached.RefreshAt || Rest.IsOn || Volatile.Read(ref _flight) is not null || Chain.Engine.Drain.IsStopping)
        {
            return;
        }

        try
        {
            // Nobody awaits it: its failure is counted and logged by the run itself, and the token in hand is still good.
            _ = JoinFlight(inBackground: true).ContinueWith(
                static done => _ = done.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }
        catch (ObjectDisposedException)
        {
            // The host began to stop in between.
        }
    }

    public void Deliver(T token) => Delivered = token;

    /// <summary>When another process is surely done with what it has declared: no later than the time limit of a mint after it was first seen, whatever its clock was set to.</summary>
    public DateTimeOffset OverAt(StoredIntent other)
    {
        if (_others is not { } seen || seen.Intent != other)
        {
            TimeSpan left = other.Until - Chain.Engine.Time.GetUtcNow();
            _others = seen = (other, Chain.Engine.Clock.After(left < Chain.Engine.Options.MintTimeout ? left : Chain.Engine.Options.MintTimeout));
        }

        return seen.OverAt;
    }

    /// <summary>Takes the first token of a new row.</summary>
    /// <returns>False when there is such a row already.</returns>
    public async Task<bool> TryCreateAsync(T token, RowVersion version, CancellationToken deadline)
    {
        bool created = await new TokenRowWriter<T>(this).TryCreateAsync(token, version, deadline).ConfigureAwait(false);
        if (created)
        {
            Publish(Cache(token, version, []));
        }

        return created;
    }

    /// <summary>Takes a token that came with another row's answer.</summary>
    public async Task<CachedToken<T>> AcceptAsync(T token, IReadOnlyList<ParentVersion> lineage, CancellationToken deadline)
    {
        return Publish(await new TokenRowWriter<T>(this).SaveAsync(token, lineage, deadline).ConfigureAwait(false));
    }

    /// <summary>Takes a token that was handed over outside a mint, if the row still holds the one that it was handed over for.</summary>
    public async Task<bool> OfferAsync(T token, T expected, CancellationToken cancellationToken)
    {
        if (await new TokenOffer<T>(this).RunAsync(token, expected, cancellationToken).ConfigureAwait(false) is not { } cached)
        {
            return false;
        }

        Saved(expected, token, isSaved: true);
        Publish(cached);
        return true;
    }

    /// <summary>Tells the source what became of a token that another was spent for.</summary>
    public void Saved(T previous, T current, bool isSaved)
    {
        try
        {
            source.InvokeSaved(new SavedToken<T>(Chain.Grant?.Id, previous, current, isSaved));
        }
        catch (Exception error)
        {
            // A listener does not cost anybody the token.
            Chain.Engine.Log.ListenerFailed(source.Name, error.GetType().Name);
        }
    }

    /// <summary>Hands a token to all callers; where the same version is there already it stays, since a refusal names the very object that was handed out.</summary>
    public CachedToken<T> Publish(CachedToken<T> cached)
    {
        lock (_gate)
        {
            cached = _cached is { } there && there.Version == cached.Version ? there : cached;
            Volatile.Write(ref _cached, cached);
            _refused = null;
        }

        Rest.Forget();
        Chain.DropDescendants(Source.Scope, Row, cached.Version);
        return cached;
    }

    /// <summary>An cached for a token that is kept in memory alone; it goes on with the epoch of the one before while the parents do.</summary>
    public CachedToken<T> CacheUnsaved(T token, IReadOnlyList<ParentVersion> lineage)
    {
        RowVersion version = _unsavedVersion is { } before && ParentVersion.SameEpochs(before.Lineage, lineage) ? before.Version.Next() : RowVersion.NewEpoch();
        _unsavedVersion = (version, lineage);
        return Cache(token, version, lineage);
    }

    /// <summary>The row of the refused token has another version because of an intent, and the same token.</summary>
    public void Renumbered(RowVersion? from, RowVersion to)
    {
        lock (_gate)
        {
            _refused = _refused is { } refused && refused == from ? to : _refused;
        }
    }

    public override bool LivesInMemory(ParentVersion ancestor) => _unsavedVersion is { } known && ancestor.Lives(known.Version);

    public CachedToken<T> Cache(T token, RowVersion version, IReadOnlyList<ParentVersion> lineage, DateTimeOffset? mintedAt = null)
    {
        (long refreshAt, long usableUntil) = RefreshSchedule.Of(Chain.Engine.Clock, mintedAt, token.ExpiresAt, version);
        return new CachedToken<T>(token, version, lineage, refreshAt, usableUntil);
    }

    public override void Drop()
    {
        lock (_gate)
        {
            Volatile.Write(ref _cached, null);
            _drops++;
        }

        Rest.Forget();
    }

    public override void DropIfDescendant(TokenScope scope, string row, RowVersion version)
    {
        CachedToken<T>? cached = Volatile.Read(ref _cached);
        if (cached is not null && cached.Lineage.Any(ancestor => ancestor.IsRow(scope, row) && !ancestor.Lives(version)))
        {
            Interlocked.CompareExchange(ref _cached, null, cached);
        }
    }

    public override bool Refuse(IToken token)
    {
        lock (_gate)
        {
            CachedToken<T>? cached = _cached;
            if (cached is null || !ReferenceEquals(cached.Token, token))
            {
                // Another caller's refusal, or a mint, was first: what is current now has not been refused.
                return true;
            }

            DateTimeOffset now = Chain.Engine.Clock.Now;
            if (now - _refusedAt < Chain.Engine.Options.RefusalRest)
            {
                // It was minted a moment ago because of a refusal: minting again would only knock harder.
                return false;
            }

            _refused = cached.Version;
            _refusedAt = now;
            Volatile.Write(ref _cached, null);
            return true;
        }
    }

    public override void Sweep(Action<TokenCacheEntry> evict)
    {
        lock (_gate)
        {
            if (_flight is null && PendingWrite is null && _cached?.WasTouched() != true)
            {
                IsEvicted = true;
                Volatile.Write(ref _cached, null);
                evict(this);
            }
        }
    }

    private async ValueTask<T> GetSlowAsync(CancellationToken cancellationToken) =>
        (await GetCachedAsync(asParent: false, cancellationToken).ConfigureAwait(false)).Token;

    private async ValueTask<bool> IsStoredAsync(CachedToken<T> cached, CancellationToken cancellationToken) =>
        !Source.IsSaved
        || (await Chain.Engine.Vault.ReadAsync(Key, cancellationToken).ConfigureAwait(false)).Version == cached.Version;

    private Task<CachedToken<T>> JoinFlight(bool inBackground)
    {
        lock (_gate)
        {
            if (IsEvicted)
            {
                // Whoever still holds this entry goes on with the one that has taken its place, so that a row has one flight.
                return Chain.Entry(source, Audience).JoinFlight(inBackground);
            }

            if (_flight is { } flight)
            {
                return flight;
            }

            if (Rest.Verdict is { } verdict)
            {
                return Task.FromException<CachedToken<T>>(verdict);
            }

            Chain.Engine.Drain.Enter(Source.Name);
            Delivered = null;

            // The caller's context (its activity, its AsyncLocals, its impersonation) must not live on in work that others share.
            using AsyncFlowControl flow = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
            int drops = _drops;
            return _flight = Task.Run(() => FlyAsync(inBackground, drops));
        }
    }

    private async Task<CachedToken<T>> FlyAsync(bool inBackground, int drops)
    {
        using AcquisitionTrace trace = new(this, inBackground);
        TokenAcquisition<T> acquisition = new(this, trace);
        bool isOver = false;
        try
        {
            CachedToken<T> cached = await acquisition.RunAsync().ConfigureAwait(false);
            isOver = acquisition.IsOver(cached.Token);
            if (isOver)
            {
                throw TokenEngine.OverOnArrival(this);
            }

            if (drops == Volatile.Read(ref _drops))
            {
                // Otherwise the account was signed out, or signed in anew, meanwhile: these callers get it, and it is kept for no other.
                cached = Publish(cached);
            }

            Rest.Succeeded();
            End();
            trace.Succeeded();
            return cached;
        }
        catch (GameAuthException held) when (Rest.IsNoTry(held))
        {
            End();
            throw;
        }
        catch (Exception error)
        {
            Rest.Failed(error, isOver);
            End();
            trace.Failed(error);
            throw;
        }
        finally
        {
            Chain.Engine.Drain.Exit();
        }
    }

    /// <summary>Ends the flight, so that whoever comes from now on sees what it came to; only then is it told to others.</summary>
    private void End()
    {
        lock (_gate)
        {
            _flight = null;
            Delivered = null;
        }
    }
}
