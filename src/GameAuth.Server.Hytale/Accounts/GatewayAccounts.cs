using GameAuth.Hytale;

namespace GameAuth.Server.Hytale;

/// <summary>What the gateway keeps for an account beside its grant: the selected profile, and which sessions are open. Safe for use from any thread and node.</summary>
internal sealed class GatewayAccounts(SealedWork work, TimeProvider time)
{
    private const int Tries = 32;

    /// <summary>A refresh token is good for 30 days, and one that is 23 days old is rotated.</summary>
    private static readonly TimeSpan Early = TimeSpan.FromDays(7);

    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(2);

    public async ValueTask<AccountRow> FindAsync(HytaleAccount account, CancellationToken cancellationToken) =>
        (await work.FindAsync(RowForms.Accounts, account.Id.Key, cancellationToken).ConfigureAwait(false))?.Value ?? new AccountRow();

    /// <summary>Changes the row of an account, and makes one where there is none.</summary>
    /// <exception cref="SessionStoreException">Others change it over and over.</exception>
    public async ValueTask UpdateAsync(HytaleAccount account, Func<AccountRow, AccountRow> change, CancellationToken cancellationToken)
    {
        for (int i = 0; i < Tries; i++)
        {
            Held<AccountRow> held = await work.FindAsync(RowForms.Accounts, account.Id.Key, cancellationToken).ConfigureAwait(false)
                ?? new Held<AccountRow>(account.Id.Key, 0, new AccountRow());
            if (await work.TrySaveAsync(RowForms.Accounts, held with { Value = change(held.Value) }, DueAt(account), cancellationToken).ConfigureAwait(false) is not null)
            {
                return;
            }
        }

        throw new SessionStoreException("The row of an account was changed over and over by others.") { IsTransient = true };
    }

    /// <summary>How many sessions of an account are open; where there seem to be as many as a limit has, those that have ended are dropped first.</summary>
    public async ValueTask<int> CountSessionsAsync(HytaleAccount account, int limit, CancellationToken cancellationToken)
    {
        IReadOnlyList<Guid> known = (await FindAsync(account, cancellationToken).ConfigureAwait(false)).Sessions;
        if (known.Count < limit)
        {
            return known.Count;
        }

        HashSet<Guid> gone = [];
        foreach (Guid id in known)
        {
            if (await work.FindAsync(RowForms.Sessions, id.ToString("D"), cancellationToken).ConfigureAwait(false) is null)
            {
                gone.Add(id);
            }
        }

        if (gone.Count > 0)
        {
            await UpdateAsync(account, row => row with { Sessions = [.. row.Sessions.Where(id => !gone.Contains(id))] }, cancellationToken).ConfigureAwait(false);
        }

        return known.Count - gone.Count;
    }

    /// <summary>Prolongs the grants that nobody has used for weeks: the first call after 23 days refreshes them.</summary>
    /// <param name="find">Finds an account by its key.</param>
    /// <param name="limit">The most accounts.</param>
    /// <param name="cancellationToken">The host stops.</param>
    /// <returns>How many were due.</returns>
    public async Task<int> KeepGrantsAsync(Func<string, CancellationToken, ValueTask<HytaleAccount?>> find, int limit, CancellationToken cancellationToken)
    {
        IReadOnlyList<Held<AccountRow>> due = await work.ClaimDueAsync(RowForms.Accounts, limit, Claim, cancellationToken).ConfigureAwait(false);
        foreach (Held<AccountRow> held in due)
        {
            if (await find(held.Id, cancellationToken).ConfigureAwait(false) is not { } account)
            {
                await work.TryDeleteAsync(RowForms.Accounts, held, cancellationToken).ConfigureAwait(false);
                continue;
            }

            if (account.Status is AccountStatus.Active && DueAt(account) <= time.GetUtcNow())
            {
                try
                {
                    await account.GetProfilesAsync(cancellationToken).ConfigureAwait(false);
                }
                catch (GameAuthException)
                {
                    // There are days left, and a dead grant is told of by the account's status.
                }
            }

            DateTimeOffset next = DueAt(account) > time.GetUtcNow() ? DueAt(account) : time.GetUtcNow().AddHours(6);
            await work.TrySaveAsync(RowForms.Accounts, held, next, cancellationToken).ConfigureAwait(false);
        }

        return due.Count;
    }

    private DateTimeOffset DueAt(HytaleAccount account) => (account.SignInExpiresAt ?? time.GetUtcNow().AddDays(30)) - Early;
}

/// <summary>An account's row. Immutable.</summary>
internal sealed record AccountRow
{
    /// <summary>The profile that was selected; null before.</summary>
    public Guid? Selected { get; init; }

    /// <summary>The ids of its sessions. One that has just ended may still be among them.</summary>
    public IReadOnlyList<Guid> Sessions { get; init; } = [];
}
