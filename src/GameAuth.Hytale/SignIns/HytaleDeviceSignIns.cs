using GameAuth.Providers;

namespace GameAuth.Hytale;

/// <summary>The two steps of a sign-in whose code is kept by the caller. Safe for use from any thread.</summary>
internal sealed class HytaleDeviceSignIns(HytaleProtocol protocol, HytaleGrants grants, HytaleLimits limits, HytaleAudit audit, ProviderContext context)
{
    public async Task<HytaleDeviceCode> RequestAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset asked = context.Time.GetUtcNow();
        DeviceAuthorization code = await protocol.BeginAsync(cancellationToken).ConfigureAwait(false);
        return new HytaleDeviceCode(new HytaleDeviceCodeRow(context.Origin, DeviceAuthorizationState.Start(code, asked, context.Time.GetUtcNow()), Account: null));
    }

    /// <summary>Polls, where a poll is due, and stores the grant of an approval.</summary>
    /// <param name="code">The code.</param>
    /// <param name="prepareAsync">Makes ready for a grant, before one can come.</param>
    /// <param name="completeAsync">Learns whose account it is; null where the account is gone.</param>
    /// <param name="cancellationToken">Ends the poll.</param>
    public async Task<HytaleDevicePoll> PollAsync(
        HytaleDeviceCode code, Func<CancellationToken, Task<AccountId>> prepareAsync, Func<AccountId, CancellationToken, Task<HytaleAccount?>> completeAsync, CancellationToken cancellationToken)
    {
        HytaleDeviceCodeRow row = code.Row;
        if (!string.Equals(row.Origin, context.Origin, StringComparison.Ordinal))
        {
            throw new ArgumentException($"This code was given out by another service ({row.Origin}) than the one that is configured now; ask for a new one.", nameof(code));
        }

        DateTimeOffset now = context.Time.GetUtcNow();
        if (row.Account is { } known)
        {
            return now < code.NextPollAt ? new HytaleDevicePoll(HytaleDevicePollStatus.Pending, code) : await CompleteAsync(row, AccountId.Parse(known), completeAsync, cancellationToken).ConfigureAwait(false);
        }

        if (now >= code.ExpiresAt || now < code.NextPollAt)
        {
            return new HytaleDevicePoll(now >= code.ExpiresAt ? HytaleDevicePollStatus.Expired : HytaleDevicePollStatus.Pending, code);
        }

        AccountId fresh = await prepareAsync(cancellationToken).ConfigureAwait(false);
        PaceRequest pace = limits.PollOf(row.State.Code.DeviceCode);
        (DevicePollResult<HytaleGrant> result, DeviceAuthorizationState next) = await row.State.PollAsync(
            (asked, ended) => protocol.PollAsync(asked, pace, ended), context.Time, cancellationToken).ConfigureAwait(false);
        row = row with { State = next };
        switch (result.Verdict)
        {
            case DevicePollVerdict.Approved:
                // The code is spent by now, so that nothing but the store ends this.
                AccountBinding begun = await context.BeginAsync(fresh, grants, result.Granted!, CancellationToken.None).ConfigureAwait(false);
                audit.TokenCreated(begun.Id, result.Granted!);
                return await CompleteAsync(row with { Account = begun.Id.ToString() }, begun.Id, completeAsync, CancellationToken.None).ConfigureAwait(false);
            case DevicePollVerdict.Failed:
                audit.AuthFailed(fresh, token: null, result.Failure!);
                throw result.Failure!;
            case DevicePollVerdict.Declined:
                audit.AuthFailed(fresh, token: null, new SignInRequiredException("hytale: the owner said no.", SignInReason.Declined));
                return new HytaleDevicePoll(HytaleDevicePollStatus.Declined, new HytaleDeviceCode(row));
            default:
                return new HytaleDevicePoll(result.Verdict is DevicePollVerdict.Expired ? HytaleDevicePollStatus.Expired : HytaleDevicePollStatus.Pending, new HytaleDeviceCode(row));
        }
    }

    private async Task<HytaleDevicePoll> CompleteAsync(
        HytaleDeviceCodeRow row, AccountId account, Func<AccountId, CancellationToken, Task<HytaleAccount?>> completeAsync, CancellationToken cancellationToken)
    {
        try
        {
            return await completeAsync(account, cancellationToken).ConfigureAwait(false) is { } found
                ? new HytaleDevicePoll(HytaleDevicePollStatus.Approved, new HytaleDeviceCode(row)) { Account = found }
                : new HytaleDevicePoll(HytaleDevicePollStatus.Expired, new HytaleDeviceCode(row));
        }
        catch (Exception failure) when (failure is ProviderException { IsTransient: true } or ThrottledException or OutcomeUnknownException)
        {
            // Whose account it is can be asked again; the code can't.
            return new HytaleDevicePoll(HytaleDevicePollStatus.Pending, new HytaleDeviceCode(row with { State = row.State with { LastPollAt = context.Time.GetUtcNow() } }));
        }
    }
}
