using GameAuth.Hytale;
using Microsoft.Extensions.Logging;

namespace GameAuth.Server.Hytale;

/// <summary>
/// Keeps grants: that of an account with a session, or with a call in the last day, is refreshed five to six minutes before its access token ends; that of any other on day 23 of the 30 that its refresh
/// token has. An account's row is due then, so that a node reads what it has to do and no other row. Safe for use from any thread and node.
/// </summary>
internal sealed partial class GrantKeeper(SealedWork work, GatewaySessions sessions, GatewayUpstream upstream, GatewayAudit audit, TimeProvider time, ILogger<GrantKeeper> logger)
{
    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(2);

    private readonly ILogger _logger = logger;

    /// <summary>Does what is due now.</summary>
    /// <returns>How many accounts were due.</returns>
    public async Task<int> KeepDueAsync(int limit, CancellationToken stopping)
    {
        IReadOnlyList<Held<AccountRow>> due = await work.ClaimDueAsync(RowForms.Accounts, limit, Claim, stopping).ConfigureAwait(false);
        await Task.WhenAll(due.Select(held => KeepAsync(held, stopping))).ConfigureAwait(false);
        return due.Count;
    }

    private async Task KeepAsync(Held<AccountRow> held, CancellationToken stopping)
    {
        try
        {
            DateTimeOffset now = time.GetUtcNow();
            if (await upstream.FindAsync(held.Id, stopping).ConfigureAwait(false) is not { } account)
            {
                await work.TryDeleteAsync(RowForms.Accounts, held, stopping).ConfigureAwait(false);
                return;
            }

            AccountRow row = held.Value;
            bool isInUse = GrantTimes.WasCalled(row, now) || (await sessions.ListAsync(account, 1, stopping).ConfigureAwait(false)).Count > 0;
            DateTimeOffset dueAt = GrantTimes.DueAt(account, row, isInUse, now);
            if (dueAt <= now && account.Status is AccountStatus.Active)
            {
                (row, dueAt) = await LookAsync(account, row, isInUse, now, stopping).ConfigureAwait(false);
            }
            else if (account.Status is AccountStatus.SignInRequired && !row.IsDead)
            {
                // Found by a refresh in the background, or by another node.
                row = await BuryAsync(account, row, now).ConfigureAwait(false);
            }

            await work.TrySaveAsync(RowForms.Accounts, held with { Value = row }, dueAt > now ? dueAt : now + GrantTimes.Rest, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is GameAuthException or SessionStoreException)
        {
            // The claim ends, and some node looks again.
            NotKept(failure.GetType().Name);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The same.
        }
    }

    private async Task<(AccountRow Row, DateTimeOffset DueAt)> LookAsync(HytaleAccount account, AccountRow row, bool isInUse, DateTimeOffset now, CancellationToken stopping)
    {
        try
        {
            DateTimeOffset? end = await account.KeepGrantAsync(stopping).ConfigureAwait(false);
            row = row with { AccessEndsAt = end, Failures = 0, IsDead = false };
            return (row, GrantTimes.AfterLook(account, row, isInUse, now));
        }
        catch (SignInRequiredException)
        {
            return (await BuryAsync(account, row, now).ConfigureAwait(false), now + GrantTimes.Rest);
        }
        catch (GameAuthException failure)
        {
            NotKept(failure.GetType().Name);
            return (row with { Failures = row.Failures + 1 }, now + SessionTimes.Pause(row.Failures + 1));
        }
    }

    // Nothing but a new sign-in of its owner helps, so its callers are told.
    private async Task<AccountRow> BuryAsync(HytaleAccount account, AccountRow row, DateTimeOffset now)
    {
        if (account.Subject is { } owner)
        {
            audit.GrantDied(owner);
            await upstream.EndCallersAsync(owner, before: now).ConfigureAwait(false);
        }

        return row with { IsDead = true };
    }

    [LoggerMessage(2304, LogLevel.Warning, "The grant of an account could not be looked after now ({Error}); it is tried again.")]
    private partial void NotKept(string error);
}

/// <summary>When a grant is looked after.</summary>
internal static class GrantTimes
{
    /// <summary>A refresh token is good for 30 days, and one that is 23 days old is rotated.</summary>
    private static readonly TimeSpan Early = TimeSpan.FromDays(7);

    private static readonly TimeSpan EarlyAccess = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>The wait for a refresh that has begun.</summary>
    public static readonly TimeSpan Look = TimeSpan.FromSeconds(15);

    /// <summary>The wait where there is nothing to do but to see whether the owner has signed in again.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromHours(6);

    /// <summary>Whether a caller came in the last day.</summary>
    public static bool WasCalled(AccountRow row, DateTimeOffset now) => now - row.CalledAt < Day;

    /// <summary>The next look at an account's grant; in the past where it is due.</summary>
    public static DateTimeOffset DueAt(HytaleAccount account, AccountRow row, bool isInUse, DateTimeOffset now)
    {
        DateTimeOffset late = (account.SignInExpiresAt ?? now.AddDays(30)) - Early;
        if (!isInUse)
        {
            return late;
        }

        DateTimeOffset early = row.AccessEndsAt is { } end ? end - EarlyAccess : now;
        return early < late ? early : late;
    }

    /// <summary>The next look after one that has found the grant good.</summary>
    public static DateTimeOffset AfterLook(HytaleAccount account, AccountRow row, bool isInUse, DateTimeOffset now)
    {
        DateTimeOffset next = DueAt(account, row, isInUse, now);

        // Of a sign-in that is good for a week at most the end is always near; but a grant is not refreshed before its access token is about to end.
        next = next <= now && row.AccessEndsAt is { } end ? end - EarlyAccess : next;

        // A refresh has begun, and the next look sees what it brought.
        return next > now ? next : now + Look;
    }
}
