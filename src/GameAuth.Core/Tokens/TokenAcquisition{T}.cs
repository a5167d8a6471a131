using System.Diagnostics;
using GameAuth.Storage;
using Microsoft.Extensions.Logging;

namespace GameAuth.Providers;

/// <summary>One mint from lease to saved row: lease, row again, intent, wire, compare-and-swap.</summary>
internal sealed class TokenAcquisition<T>(TokenCacheEntry<T> entry, AcquisitionTrace trace)
    where T : class, IToken
{
    private const int Rounds = 6;

    /// <summary>How often whoever waits for a lease looks at the row.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly TokenEngine _engine = entry.Chain.Engine;
    private readonly TokenRowWriter<T> _rows = new(entry);
    private bool _repeatedForParent;
    private T? _over;

    /// <summary>Whether it is a minted token that had ended when it came: it is saved, since it may have cost the one before it, and not handed out.</summary>
    public bool IsOver(T token) => ReferenceEquals(token, _over);

    public async Task<CachedToken<T>> RunAsync()
    {
        using CancellationTokenSource limit = new();
        using TimeLimit timer = new(_engine.Options.MintTimeout, _engine.Time, limit);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _engine.Drain.Aborted);
        entry.Deadline = both.Token;
        try
        {
            if (entry.Chain.Guard is { } guard)
            {
                await guard.EnsureAsync(both.Token).ConfigureAwait(false);
            }

            return entry.Source.IsSaved
                ? await RunSavedAsync(both.Token).ConfigureAwait(false)
                : await RunUnsavedAsync(both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new ProviderException(
                $"The step '{entry.Source.Name}' had no answer within {_engine.Options.MintTimeout.TotalSeconds:0} s; try again later.",
                status: null, code: null, isTransient: true) { Provider = entry.Chain.Provider, Step = entry.Source.Name };
        }
        catch (OperationCanceledException) when (_engine.Drain.Aborted.IsCancellationRequested)
        {
            throw new OutcomeUnknownException(
                $"The host stopped before the step '{entry.Source.Name}' had its answer; it may have taken effect.")
            { Provider = entry.Chain.Provider, Step = entry.Source.Name };
        }
    }

    private async Task<CachedToken<T>> RunUnsavedAsync(CancellationToken deadline)
    {
        entry.Rest.ThrowIfHeld();
        if (entry.Chain.Grant is { } grant)
        {
            await grant.EnsureActiveAsync(entry.Source.Name, deadline).ConfigureAwait(false);
        }

        while (true)
        {
            MintContext<T> mint = new(entry, previous: null);
            trace.OnTheWire();
            try
            {
                T token = await MintAsync(mint, deadline).ConfigureAwait(false);
                CachedToken<T> cached = entry.CacheUnsaved(token, [.. mint.Lineage]);
                await DeliverAsync(cached, mint, deadline).ConfigureAwait(false);
                return cached;
            }
            catch (GameAuthException) when (RepeatsForParent(mint))
            {
                // The refused parent has been dropped: the next round mints it again.
            }
        }
    }

    private async Task<CachedToken<T>> RunSavedAsync(CancellationToken deadline)
    {
        // Another process may have minted it, or may be about to: that costs a look, and a mint costs a try.
        if (await FindAsync(deadline).ConfigureAwait(false) is { } stored)
        {
            return stored;
        }

        entry.Rest.ThrowIfHeld();
        IStoreLease? lease;

        // Counted in looks, so that a process that stood still has not waited.
        for (TimeSpan left = _engine.Options.LeaseWait; (lease = await LeaseAsync(left, deadline).ConfigureAwait(false)) is null; left -= Look)
        {
            if (await FindAsync(deadline).ConfigureAwait(false) is { } winners)
            {
                return winners;
            }

            if (left <= Look)
            {
                throw _engine.Contended(entry);
            }
        }

        await using (lease.ConfigureAwait(false))
        {
            for (int round = 0; round < Rounds; round++)
            {
                TokenRow<T> row = await _rows.ReadAsync(deadline).ConfigureAwait(false);
                if (await RoundAsync(row, lease, deadline).ConfigureAwait(false) is { } cached)
                {
                    return cached;
                }
            }
        }

        throw _engine.Contended(entry);
    }

    private ValueTask<IStoreLease?> LeaseAsync(TimeSpan left, CancellationToken deadline) =>
        _engine.Vault.LeaseAsync(entry.Key, left < Look ? left : Look, deadline);

    /// <summary>The row's token, where it is good and nothing is to be saved first.</summary>
    private async ValueTask<CachedToken<T>?> FindAsync(CancellationToken deadline) => entry.PendingWrite is null
        ? await _rows.AdoptAsync(await _rows.ReadAsync(deadline).ConfigureAwait(false), evenIfDue: false, deadline).ConfigureAwait(false)
        : null;

    private async Task<T> MintAsync(MintContext<T> mint, CancellationToken deadline)
    {
        T token = await entry.TypedSource.InvokeAsync(mint, deadline).ConfigureAwait(false);
        _over = token.ExpiresAt <= _engine.Time.GetUtcNow() ? token : null;
        return token;
    }

    /// <summary>One try over the row as it is; null means that the row has changed and is to be read again.</summary>
    private async Task<CachedToken<T>?> RoundAsync(TokenRow<T> row, IStoreLease lease, CancellationToken deadline)
    {
        if (entry.PendingWrite is { } unsaved)
        {
            await SaveSpentAsync(unsaved, deadline).ConfigureAwait(false);
            return null;
        }

        if (await _rows.AdoptAsync(row, evenIfDue: false, deadline).ConfigureAwait(false) is { } adopted)
        {
            return adopted;
        }

        if (entry.Chain.Grant is { } grant)
        {
            await grant.EnsureActiveAsync(entry.Source.Name, deadline).ConfigureAwait(false);
        }

        if (entry.Source.RefreshBehavior is not RefreshBehavior.Remint && row.Token is null)
        {
            throw NeverSignedIn();
        }

        RotationIntent<T> intent = new(entry, _rows);
        if (await intent.DeclareAsync(row, lease, deadline).ConfigureAwait(false) is not { } declared)
        {
            return null;
        }

        MintContext<T> mint = new(entry, declared.Token);
        if (!entry.Source.IsIdentity)
        {
            trace.OnTheWire();
        }

        T token;
        try
        {
            token = await MintAsync(mint, deadline).ConfigureAwait(false);
        }
        catch (GameAuthException error) when (error is not SignInRequiredException && RepeatsForParent(mint))
        {
            await intent.WithdrawAsync(declared, error).ConfigureAwait(false);
            return null;
        }
        catch (SignInRequiredException refused)
        {
            if (await HasNewerAsync(declared, deadline).ConfigureAwait(false))
            {
                return null;
            }

            throw await StoreRefusalAsync(refused, declared, mint, deadline).ConfigureAwait(false);
        }
        catch (AccountRestrictedException restricted) when (entry.Chain.Grant is not null && !restricted.IsDevice)
        {
            await intent.WithdrawAsync(declared, restricted).ConfigureAwait(false);
            restricted.Account = entry.Chain.Grant.Id;
            await entry.Chain.Grant.RestrictedAsync(restricted.Code, deadline).ConfigureAwait(false);
            throw;
        }
        catch (Exception error)
        {
            await intent.WithdrawAsync(declared, error).ConfigureAwait(false);
            throw;
        }

        CachedToken<T> cached = await SaveAsync(declared, token, mint, deadline).ConfigureAwait(false);
        if (entry.Chain.Grant is { } minted)
        {
            await minted.MintedAsync(token, deadline).ConfigureAwait(false);
        }

        return cached;
    }

    private async Task<CachedToken<T>> SaveAsync(TokenRow<T> declared, T token, MintContext<T> mint, CancellationToken deadline)
    {
        ParentVersion[] lineage = [.. mint.Lineage];
        CachedToken<T> cached;
        if (entry.Source.RefreshBehavior is RefreshBehavior.Remint)
        {
            cached = await _rows.TryWriteAsync(declared, token, lineage, sameGrant: false, deadline).ConfigureAwait(false) is { } version
                ? entry.Cache(token, version, lineage)
                : await AdoptWinnerAsync(token, lineage, deadline).ConfigureAwait(false);
        }
        else
        {
            entry.PendingWrite = new PendingWrite<T>(token, lineage, declared);

            // What has come is saved, however late it is.
            cached = await SaveSpentAsync(entry.PendingWrite, CancellationToken.None).ConfigureAwait(false);
        }

        await DeliverAsync(cached, mint, deadline).ConfigureAwait(false);
        return cached;
    }

    private async Task DeliverAsync(CachedToken<T> cached, MintContext<T> mint, CancellationToken deadline)
    {
        List<ParentVersion> family = [.. mint.Lineage];
        ParentVersion.Add(family, [], entry.AsParentVersion(cached.Version, exact: false));
        foreach (SideToken delivery in mint.Deliveries)
        {
            await delivery.SaveAsync(family, deadline).ConfigureAwait(false);
        }
    }

    private async Task<CachedToken<T>> AdoptWinnerAsync(T token, ParentVersion[] lineage, CancellationToken deadline)
    {
        TokenRow<T> winner = await _rows.ReadAsync(deadline).ConfigureAwait(false);
        if (await _rows.AdoptAsync(winner, evenIfDue: true, deadline).ConfigureAwait(false) is not { } adopted)
        {
            return await _rows.SaveAsync(token, lineage, deadline).ConfigureAwait(false);
        }

        entry.TypedSource.Discard(token);
        return adopted;
    }

    /// <summary>Saves what a single-use token was spent for: over the row that was presented, however often that row's intent has changed; a newer grant wins.</summary>
    private async Task<CachedToken<T>> SaveSpentAsync(PendingWrite<T> unsaved, CancellationToken deadline)
    {
        bool isSaved = false;
        try
        {
            CachedToken<T> cached = await WriteSpentAsync(unsaved, deadline).ConfigureAwait(false);
            isSaved = ReferenceEquals(cached.Token, unsaved.Token);
            return cached;
        }
        finally
        {
            entry.Saved(unsaved.Spent.Token!, unsaved.Token, isSaved);
        }
    }

    private async Task<CachedToken<T>> WriteSpentAsync(PendingWrite<T> unsaved, CancellationToken deadline)
    {
        TokenRow<T> seen = unsaved.Spent;
        for (int round = 0; round < Rounds; round++)
        {
            if (await _rows.TryWriteAsync(seen, unsaved.Token, unsaved.Lineage, sameGrant: true, deadline).ConfigureAwait(false) is { } version)
            {
                entry.PendingWrite = null;
                return entry.Cache(unsaved.Token, version, unsaved.Lineage);
            }

            seen = await _rows.ReadAsync(deadline).ConfigureAwait(false);
            if (seen.Token is null)
            {
                entry.PendingWrite = null;
                throw SignedOut();
            }

            if (!seen.SameToken(unsaved.Spent))
            {
                entry.PendingWrite = null;
                return entry.Cache(seen.Token, seen.Version!.Value, seen.Stored!.Lineage, seen.Stored.MintedAt);
            }
        }

        throw _engine.Contended(entry);
    }

    private bool RepeatsForParent(MintContext<T> mint)
    {
        bool repeats = mint.HasRefused && !_repeatedForParent;
        _repeatedForParent |= repeats;
        return repeats;
    }

    private async ValueTask<bool> HasNewerAsync(TokenRow<T> presented, CancellationToken deadline)
    {
        TokenRow<T> now = await _rows.ReadAsync(deadline).ConfigureAwait(false);
        return now.Token is not null && presented.Token is not null && !now.SameToken(presented);
    }

    private async Task<SignInRequiredException> StoreRefusalAsync(
        SignInRequiredException refused, TokenRow<T> presented, MintContext<T> mint, CancellationToken deadline)
    {
        bool inDoubt = presented.Stored?.Intent?.InDoubt == true;
        SignInReason reason = inDoubt && refused.Reason is (SignInReason.Revoked or SignInReason.Expired)
            ? SignInReason.RefreshOutcomeUnknown
            : refused.Reason;

        // A derived token's failure says nothing about the grant: only the grant's own refresh ends it.
        if (entry.Chain.Grant is { } grant && (entry.Source.RefreshBehavior is not RefreshBehavior.Remint || mint.Lineage.Count == 0))
        {
            await grant.SignInRequiredAsync(reason, deadline).ConfigureAwait(false);
        }

        refused.Account = entry.Chain.Grant?.Id;
        return reason == refused.Reason
            ? refused
            : new SignInRequiredException(
                $"An earlier refresh in the step '{entry.Source.Name}' was sent and its answer was lost; the provider no longer takes the old token. Sign in again.",
                reason, refused) { Provider = entry.Chain.Provider, Step = entry.Source.Name, CorrelationId = refused.CorrelationId, Account = refused.Account };
    }

    private SignInRequiredException NeverSignedIn() => new(
        $"Nothing is stored for the step '{entry.Source.Name}'; call SignInAsync.", SignInReason.NeverSignedIn)
    { Provider = entry.Chain.Provider, Step = entry.Source.Name };

    private SignInRequiredException SignedOut() => new(
        $"The account was signed out during the step '{entry.Source.Name}'; call SignInAsync.", SignInReason.SignedOut)
    { Provider = entry.Chain.Provider, Step = entry.Source.Name };
}

/// <summary>One mint as the outside sees it: activity, metrics, event and log line, by name and kind only.</summary>
internal sealed class AcquisitionTrace(TokenCacheEntry entry, bool inBackground) : IDisposable
{
    private TokenEngine Engine => entry.Chain.Engine;
    private readonly long _started = entry.Chain.Engine.Time.GetTimestamp();
    private readonly Activity? _activity = AuthTelemetry.StartMint(entry.Chain.Provider, entry.Source.Name);
    private bool _onTheWire;

    public void OnTheWire() => _onTheWire = true;

    public void Succeeded()
    {
        Tell(AuthEventNames.TokenMinted, "ok", correlationId: null);
        Engine.Log.Minted(entry.Source.Name, Account, (long)Took.TotalMilliseconds, inBackground, _onTheWire);
        if (_onTheWire && entry.Source.RefreshBehavior is not RefreshBehavior.Remint)
        {
            Engine.Log.Renewed(Account);
        }
    }

    public void Failed(Exception error)
    {
        Tell(AuthEventNames.TokenMintFailed, error.GetType().Name, (error as GameAuthException)?.CorrelationId);
        _activity?.SetStatus(ActivityStatusCode.Error, error.GetType().Name);
        LogLevel level = error is GameAuthException { IsTold: true } or ObjectDisposedException ? LogLevel.Debug : LogLevel.Warning;
        Engine.Log.MintFailed(level, entry.Source.Name, Account, error.GetType().Name, (error as SignInRequiredException)?.Reason.ToString() ?? "no reason");
        if (error is GameAuthException told)
        {
            told.IsTold = true;
        }
    }

    public void Dispose() => _activity?.Dispose();

    private TimeSpan Took => Engine.Time.GetElapsedTime(_started);

    private string Account => entry.Chain.Grant?.Id.ToString() ?? entry.Chain.Scope.ToString();

    private void Tell(string name, string outcome, string? correlationId)
    {
        _activity?.SetTag("outcome", outcome);
        Engine.Telemetry.Minted(
            entry.Chain.Provider,
            new TokenEvent(name, Engine.Time.GetUtcNow(), entry.Chain.Grant?.Id, correlationId, entry.Source.Name, outcome, _onTheWire),
            Took);
    }
}
