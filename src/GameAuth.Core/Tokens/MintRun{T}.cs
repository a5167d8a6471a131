using GameAuth.Storage;

namespace GameAuth.Providers;

/// <summary>One mint from lease to saved row: lease, row again, intent, wire, compare-and-swap.</summary>
internal sealed class MintRun<T>(TokenSlot<T> slot, MintTrace trace)
    where T : class, IToken
{
    private const int Rounds = 6;

    private readonly TokenEngine _engine = slot.Chain.Engine;
    private readonly TokenRowWriter<T> _rows = new(slot);
    private bool _repeatedForParent;

    public async Task<TokenEntry<T>> RunAsync()
    {
        using CancellationTokenSource limit = new(_engine.Options.MintTimeout, _engine.Time);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _engine.Drain.Aborted);
        slot.Deadline = both.Token;
        try
        {
            if (slot.Chain.Guard is { } guard)
            {
                await guard.EnsureAsync(both.Token).ConfigureAwait(false);
            }

            return slot.Source.IsSaved
                ? await RunSavedAsync(both.Token).ConfigureAwait(false)
                : await RunUnsavedAsync(both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new ProviderException(
                $"The step '{slot.Source.Name}' had no answer within {_engine.Options.MintTimeout.TotalSeconds:0} s; try again later.",
                status: null, code: null, isTransient: true) { Provider = slot.Chain.Provider, Step = slot.Source.Name };
        }
        catch (OperationCanceledException) when (_engine.Drain.Aborted.IsCancellationRequested)
        {
            throw new OutcomeUnknownException(
                $"The host stopped before the step '{slot.Source.Name}' had its answer; it may have taken effect.")
            { Provider = slot.Chain.Provider, Step = slot.Source.Name };
        }
    }

    private async Task<TokenEntry<T>> RunUnsavedAsync(CancellationToken deadline)
    {
        if (slot.Chain.Grant is { } grant)
        {
            await grant.EnsureActiveAsync(slot.Source.Name, deadline).ConfigureAwait(false);
        }

        while (true)
        {
            MintContext<T> mint = new(slot, previous: null);
            trace.OnTheWire();
            try
            {
                T token = await slot.TypedSource.InvokeAsync(mint, deadline).ConfigureAwait(false);
                TokenEntry<T> entry = slot.UnsavedEntry(token, [.. mint.Lineage]);
                await DeliverAsync(entry, mint, deadline).ConfigureAwait(false);
                return entry;
            }
            catch (GameAuthException) when (RepeatsForParent(mint))
            {
                // The refused parent has been dropped: the next round mints it again.
            }
        }
    }

    private async Task<TokenEntry<T>> RunSavedAsync(CancellationToken deadline)
    {
        IStoreLease? lease = await _engine.Vault.LeaseAsync(slot.Key, _engine.Options.LeaseWait, deadline).ConfigureAwait(false);
        if (lease is null)
        {
            throw _engine.Contended(slot);
        }

        await using (lease.ConfigureAwait(false))
        {
            for (int round = 0; round < Rounds; round++)
            {
                TokenRow<T> row = await _rows.ReadAsync(deadline).ConfigureAwait(false);
                if (await RoundAsync(row, lease, deadline).ConfigureAwait(false) is { } entry)
                {
                    return entry;
                }
            }
        }

        throw _engine.Contended(slot);
    }

    /// <summary>One try over the row as it is; null means that the row has changed and is to be read again.</summary>
    private async Task<TokenEntry<T>?> RoundAsync(TokenRow<T> row, IStoreLease lease, CancellationToken deadline)
    {
        if (slot.Unsaved is { } unsaved)
        {
            await SaveSpentAsync(unsaved, deadline).ConfigureAwait(false);
            return null;
        }

        if (await _rows.AdoptAsync(row, evenIfDue: false, deadline).ConfigureAwait(false) is { } adopted)
        {
            return adopted;
        }

        if (slot.Chain.Grant is { } grant)
        {
            await grant.EnsureActiveAsync(slot.Source.Name, deadline).ConfigureAwait(false);
        }

        if (slot.Source.Spend is not Spend.Remint && row.Token is null)
        {
            throw NeverSignedIn();
        }

        RotationIntent<T> intent = new(slot, _rows);
        if (await intent.DeclareAsync(row, lease, deadline).ConfigureAwait(false) is not { } declared)
        {
            return null;
        }

        MintContext<T> mint = new(slot, declared.Token);
        if (!slot.Source.IsIdentity)
        {
            trace.OnTheWire();
        }

        T token;
        try
        {
            token = await slot.TypedSource.InvokeAsync(mint, deadline).ConfigureAwait(false);
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
        catch (AccountRestrictedException restricted) when (slot.Chain.Grant is not null && !restricted.IsDevice)
        {
            await intent.WithdrawAsync(declared, restricted).ConfigureAwait(false);
            await slot.Chain.Grant.RestrictedAsync(restricted.Code, deadline).ConfigureAwait(false);
            throw;
        }
        catch (Exception error)
        {
            await intent.WithdrawAsync(declared, error).ConfigureAwait(false);
            throw;
        }

        TokenEntry<T> entry = await SaveAsync(declared, token, mint, deadline).ConfigureAwait(false);
        if (slot.Chain.Grant is { } minted)
        {
            await minted.MintedAsync(token, deadline).ConfigureAwait(false);
        }

        return entry;
    }

    private async Task<TokenEntry<T>> SaveAsync(TokenRow<T> declared, T token, MintContext<T> mint, CancellationToken deadline)
    {
        Ancestor[] lineage = [.. mint.Lineage];
        TokenEntry<T> entry;
        if (slot.Source.Spend is Spend.Remint)
        {
            entry = await _rows.TryWriteAsync(declared, token, lineage, sameGrant: false, deadline).ConfigureAwait(false) is { } version
                ? slot.Entry(token, version, lineage)
                : await AdoptWinnerAsync(token, lineage, deadline).ConfigureAwait(false);
        }
        else
        {
            slot.Unsaved = new Unsaved<T>(token, lineage, declared);
            entry = await SaveSpentAsync(slot.Unsaved, deadline).ConfigureAwait(false);
        }

        await DeliverAsync(entry, mint, deadline).ConfigureAwait(false);
        return entry;
    }

    private async Task DeliverAsync(TokenEntry<T> entry, MintContext<T> mint, CancellationToken deadline)
    {
        List<Ancestor> family = [.. mint.Lineage];
        Ancestor.Add(family, [], slot.AsAncestor(entry.Version, exact: false));
        foreach (Delivery delivery in mint.Deliveries)
        {
            await delivery.SaveAsync(family, deadline).ConfigureAwait(false);
        }
    }

    private async Task<TokenEntry<T>> AdoptWinnerAsync(T token, Ancestor[] lineage, CancellationToken deadline)
    {
        TokenRow<T> winner = await _rows.ReadAsync(deadline).ConfigureAwait(false);
        if (await _rows.AdoptAsync(winner, evenIfDue: true, deadline).ConfigureAwait(false) is not { } adopted)
        {
            return await _rows.SaveAsync(token, lineage, deadline).ConfigureAwait(false);
        }

        slot.TypedSource.Discard(token);
        return adopted;
    }

    /// <summary>Saves what a single-use token was spent for: over the row that was presented, however often that row's intent has changed; a newer grant wins.</summary>
    private async Task<TokenEntry<T>> SaveSpentAsync(Unsaved<T> unsaved, CancellationToken deadline)
    {
        TokenRow<T> seen = unsaved.Spent;
        for (int round = 0; round < Rounds; round++)
        {
            if (await _rows.TryWriteAsync(seen, unsaved.Token, unsaved.Lineage, sameGrant: true, deadline).ConfigureAwait(false) is { } version)
            {
                slot.Unsaved = null;
                return slot.Entry(unsaved.Token, version, unsaved.Lineage);
            }

            seen = await _rows.ReadAsync(deadline).ConfigureAwait(false);
            if (seen.Token is null)
            {
                slot.Unsaved = null;
                throw SignedOut();
            }

            if (!seen.SameToken(unsaved.Spent))
            {
                slot.Unsaved = null;
                return slot.Entry(seen.Token, seen.Version!.Value, seen.Stored!.Lineage, seen.Stored.MintedAt);
            }
        }

        throw _engine.Contended(slot);
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
        if (slot.Chain.Grant is { } grant && (slot.Source.Spend is not Spend.Remint || mint.Lineage.Count == 0))
        {
            await grant.SignInRequiredAsync(reason, deadline).ConfigureAwait(false);
        }

        return reason == refused.Reason
            ? refused
            : new SignInRequiredException(
                $"An earlier refresh in the step '{slot.Source.Name}' was sent and its answer was lost; the provider no longer takes the old token. Sign in again.",
                reason, refused) { Provider = slot.Chain.Provider, Step = slot.Source.Name, CorrelationId = refused.CorrelationId };
    }

    private SignInRequiredException NeverSignedIn() => new(
        $"Nothing is stored for the step '{slot.Source.Name}'; call SignInAsync.", SignInReason.NeverSignedIn)
    { Provider = slot.Chain.Provider, Step = slot.Source.Name };

    private SignInRequiredException SignedOut() => new(
        $"The account was signed out during the step '{slot.Source.Name}'; call SignInAsync.", SignInReason.SignedOut)
    { Provider = slot.Chain.Provider, Step = slot.Source.Name };
}
