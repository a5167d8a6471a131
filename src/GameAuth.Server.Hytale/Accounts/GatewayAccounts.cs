using System.Collections.Concurrent;
using GameAuth.Hytale;

namespace GameAuth.Server.Hytale;

/// <summary>What the gateway keeps for an account beside its grant: the selected profile, and when somebody called for it. Safe for use from any thread and node.</summary>
internal sealed class GatewayAccounts(SealedWork work, TimeProvider time)
{
    private const int Tries = 32;

    /// <summary>Of so many accounts a node remembers when it noted a call.</summary>
    private const int MostNoted = 20_000;

    /// <summary>How often a call is noted.</summary>
    private static readonly TimeSpan Note = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _noted = new(StringComparer.Ordinal);

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
            AccountRow row = change(held.Value);
            if (await work.TrySaveAsync(RowForms.Accounts, held with { Value = row }, GrantTimes.DueAt(account, row, isInUse: true, time.GetUtcNow()), cancellationToken).ConfigureAwait(false) is not null)
            {
                return;
            }
        }

        throw new SessionStoreException("The row of an account was changed over and over by others.") { IsTransient = true };
    }

    /// <summary>Notes that the owner has signed in for a caller: the grant is a new one.</summary>
    public async ValueTask SignedInAsync(HytaleAccount account)
    {
        DateTimeOffset now = time.GetUtcNow();
        await UpdateAsync(account, row => row with { CalledAt = now, AccessEndsAt = null, Failures = 0, IsDead = false }, CancellationToken.None).ConfigureAwait(false);
        _noted[account.Id.Key] = now;
        await KeepKeyAsync(account.Subject!, account.Id.Key).ConfigureAwait(false);
    }

    /// <summary>Finds the key of an account by its owner's id at Hytale.</summary>
    public async ValueTask<string?> FindKeyAsync(string owner, CancellationToken cancellationToken) =>
        (await work.FindAsync(RowForms.Owners, owner, cancellationToken).ConfigureAwait(false))?.Value.Key;

    /// <summary>Notes, once an hour, that somebody called for an account: for a day its grant is kept ready.</summary>
    public async ValueTask CalledAsync(HytaleAccount account, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (_noted.TryGetValue(account.Id.Key, out DateTimeOffset noted) && now - noted < Note)
        {
            return;
        }

        if (_noted.Count >= MostNoted)
        {
            _noted.Clear();
        }

        await UpdateAsync(account, row => row with { CalledAt = now }, cancellationToken).ConfigureAwait(false);
        _noted[account.Id.Key] = now;
    }

    // It is due never: nobody looks for it but by the owner.
    private async ValueTask KeepKeyAsync(string owner, string key)
    {
        Held<OwnerRow> held = await work.FindAsync(RowForms.Owners, owner, CancellationToken.None).ConfigureAwait(false) ?? new Held<OwnerRow>(owner, 0, new OwnerRow(""));
        if (held.Value.Key != key)
        {
            await work.TrySaveAsync(RowForms.Owners, held with { Value = new OwnerRow(key) }, time.GetUtcNow() + SessionStoreLimits.Span, CancellationToken.None).ConfigureAwait(false);
        }
    }
}

/// <summary>Which account an owner has. Immutable.</summary>
/// <param name="Key">The account's key in the token store.</param>
internal sealed record OwnerRow(string Key);

/// <summary>An account's row. Immutable.</summary>
internal sealed record AccountRow
{
    /// <summary>The profile that was selected; null before.</summary>
    public Guid? Selected { get; init; }

    /// <summary>When a caller came, noted once an hour; null before.</summary>
    public DateTimeOffset? CalledAt { get; init; }

    /// <summary>When the access token of its grant ends, as of the last look; null before.</summary>
    public DateTimeOffset? AccessEndsAt { get; init; }

    /// <summary>Whether its grant was found dead, and its callers were told; until the owner signs in again.</summary>
    public bool IsDead { get; init; }

    /// <summary>How many looks in a row have failed.</summary>
    public int Failures { get; init; }
}
