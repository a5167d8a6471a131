using GameAuth.Hytale;

namespace GameAuth.Server.Hytale;

/// <summary>
/// Renews a session, on whichever node: by one refresh, and where that can't be, by a new upstream session under the same id. A session token works once, so the row says that it is spent before it is sent; a
/// node that takes over from a dead one makes a new session and sends no token twice. Safe for use from any thread and node.
/// </summary>
internal sealed class SessionRenewal(GatewaySessions sessions, GatewayAudit audit, TimeProvider time)
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);

    /// <summary>How long a session that could not be renewed is tried again after its end, before it is over.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>Renews.</summary>
    /// <param name="held">The row as it was seen; no other node has it.</param>
    /// <param name="account">Its account.</param>
    /// <param name="forCaller">Whether the caller gets the tokens now.</param>
    /// <returns>The row with new tokens; null where another node was first, or the session is over.</returns>
    /// <exception cref="GameAuthException">The service could not be asked; the row is due again later.</exception>
    public async Task<Held<SessionRow>?> RenewAsync(Held<SessionRow> held, HytaleAccount account, bool forCaller)
    {
        SessionRow before = held.Value;
        DateTimeOffset now = time.GetUtcNow();
        if (await LeaseAsync(held with { Value = before with { IsSpent = true } }, now).ConfigureAwait(false) is not { } leased)
        {
            return null;
        }

        Holder holder = new(leased);
        HytaleSessionTokens tokens;
        try
        {
            tokens = await KeepAsync(holder, AskAsync(before, account, holder)).ConfigureAwait(false);
        }
        catch (GameAuthException failure)
        {
            return await FailAsync(holder, before, account, failure).ConfigureAwait(false);
        }

        now = time.GetUtcNow();
        SessionRow row = before.With(tokens, now) with { IsTaken = forCaller, TakenAt = forCaller ? now : null };
        if (await sessions.TrySaveAsync(holder.Held with { Value = row }, SessionTimes.DueAt(now, row.ExpiresAt)).ConfigureAwait(false) is { } saved)
        {
            return saved;
        }

        // Somebody has ended the session meanwhile, or took this node for dead: nobody will ever know of these tokens.
        await EndQuietlyAsync(account, tokens).ConfigureAwait(false);
        return null;
    }

    /// <summary>Ends a session upstream, and forgets it when that is done or nothing is left to end.</summary>
    /// <param name="held">The row, which says that it is being ended.</param>
    /// <param name="account">Its account; null where that is gone, and the session runs out by itself.</param>
    public async Task EndAsync(Held<SessionRow> held, HytaleAccount? account)
    {
        SessionRow row = held.Value;
        try
        {
            if (account is not null && row.ExpiresAt > time.GetUtcNow())
            {
                await account.EndSessionTokensAsync(HytaleSessionTokens.Import(row.Tokens), CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (GameAuthException)
        {
            int failures = row.Failures + 1;
            await sessions.TrySaveAsync(held with { Value = row with { Failures = failures } }, time.GetUtcNow() + SessionTimes.Pause(failures)).ConfigureAwait(false);
            return;
        }

        await sessions.TryRemoveAsync(held).ConfigureAwait(false);
    }

    /// <summary>Notes that a session is to be ended, so that it is over for its caller from now on whatever Hytale answers.</summary>
    /// <returns>The row; null where another writer was first.</returns>
    public ValueTask<Held<SessionRow>?> MarkEndingAsync(Held<SessionRow> held) =>
        sessions.TrySaveAsync(held with { Value = held.Value with { IsEnding = true, Failures = 0 } }, time.GetUtcNow() + GatewaySessions.Lease);

    private static async Task<HytaleSessionTokens> AskAsync(SessionRow row, HytaleAccount account, Holder holder)
    {
        HytaleSessionTokens last = HytaleSessionTokens.Import(row.Tokens);
        if (!row.IsSpent)
        {
            try
            {
                return await account.RefreshSessionTokensAsync(last, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception over) when (over is OutcomeUnknownException or ProviderException { IsTransient: false } or AccountRestrictedException)
            {
                // It is over, or nobody knows: the same profile gets another session.
                holder.IsSpent = true;
            }
        }

        try
        {
            return await account.CreateSessionTokensAsync(row.Profile, CancellationToken.None).ConfigureAwait(false);
        }
        catch (AccountRestrictedException full) when (full.Code is HytaleErrorCode.SessionLimitExceeded)
        {
            // The one before, which can't be refreshed, may hold the last place itself.
            await EndQuietlyAsync(account, last).ConfigureAwait(false);
        }

        return await account.CreateSessionTokensAsync(row.Profile, CancellationToken.None).ConfigureAwait(false);
    }

    private static async Task EndQuietlyAsync(HytaleAccount account, HytaleSessionTokens tokens)
    {
        try
        {
            await account.EndSessionTokensAsync(tokens, CancellationToken.None).ConfigureAwait(false);
        }
        catch (GameAuthException)
        {
            // It runs out by itself within the hour.
        }
    }

    private async Task<Held<SessionRow>?> FailAsync(Holder holder, SessionRow before, HytaleAccount account, GameAuthException failure)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (failure is SignInRequiredException || now >= before.ExpiresAt + Longest)
        {
            if (await sessions.TryRemoveAsync(holder.Held).ConfigureAwait(false))
            {
                audit.Session(HytaleGatewayEventNames.SessionDeleted, account, HytaleSessionTokens.Import(before.Tokens), "lost");
            }

            throw failure;
        }

        // What was held back here was not sent, and a service that fails leaves the token as it was. Whatever else has happened, it is not sent again.
        int failures = before.Failures + 1;
        bool isSpent = before.IsSpent || holder.IsSpent || failure is not (ThrottledException or ProviderException { IsTransient: true } or CredentialStoreException);
        DateTimeOffset dueAt = failure is ThrottledException limit && limit.RetryAt > now ? limit.RetryAt : now + SessionTimes.Pause(failures);
        SessionRow row = before with { IsSpent = isSpent, LeasedUntil = null, Failures = failures };
        await sessions.TrySaveAsync(holder.Held with { Value = row }, dueAt).ConfigureAwait(false);
        audit.Session(HytaleGatewayEventNames.SessionRefreshed, account, HytaleSessionTokens.Import(before.Tokens), "failed", isRefused: true);
        throw failure;
    }

    private ValueTask<Held<SessionRow>?> LeaseAsync(Held<SessionRow> held, DateTimeOffset now) =>
        sessions.TrySaveAsync(held with { Value = held.Value with { LeasedUntil = now + GatewaySessions.Lease } }, now + GatewaySessions.Lease);

    // While this node lives the row is its own, however long the service takes.
    private async Task<T> KeepAsync<T>(Holder holder, Task<T> working)
    {
        while (!working.IsCompleted)
        {
            using CancellationTokenSource done = new();
            await Task.WhenAny(working, Task.Delay(Beat, time, done.Token)).ConfigureAwait(false);
            await done.CancelAsync().ConfigureAwait(false);
            if (working.IsCompleted)
            {
                break;
            }

            try
            {
                holder.Held = await LeaseAsync(holder.Held, time.GetUtcNow()).ConfigureAwait(false) ?? holder.Held;
            }
            catch (SessionStoreException)
            {
                // The save at the end says whether the row is still this node's.
            }
        }

        return await working.ConfigureAwait(false);
    }

    private sealed class Holder(Held<SessionRow> held)
    {
        public Held<SessionRow> Held { get; set; } = held;

        /// <summary>Whether the session token was sent and is not known to be good.</summary>
        public bool IsSpent { get; set; }
    }
}
