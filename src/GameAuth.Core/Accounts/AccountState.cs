using GameAuth.Storage;

namespace GameAuth.Providers;

/// <summary>The stored account as this process last saw it, and the way to change it.</summary>
internal sealed class AccountState(AccountDirectory directory, AccountId id, AccountRow first, RowVersion firstVersion) : IGrantState
{
    private readonly Lock _gate = new();
    private AccountRow _row = first;
    private RowVersion _version = firstVersion;
    private bool _gone;

    public AccountId Id => id;

    public AccountRow Row => Volatile.Read(ref _row);

    public bool IsGone => Volatile.Read(ref _gone);

    public async ValueTask EnsureActiveAsync(string step, CancellationToken cancellationToken)
    {
        await LookAsync(cancellationToken).ConfigureAwait(false);
        AccountRow row = Row;
        if (IsGone || row.Status is AccountStatus.SignInRequired)
        {
            SignInReason reason = IsGone ? SignInReason.SignedOut : row.Reason ?? SignInReason.Expired;
            throw new SignInRequiredException($"The account {id} has to sign in again ({reason}); call SignInAsync.", reason)
            { Provider = id.Provider, Step = step };
        }
    }

    /// <summary>Looks at the stored row; what another process changed is taken over and told.</summary>
    public async ValueTask LookAsync(CancellationToken cancellationToken)
    {
        (AccountRow? stored, RowVersion version) = await directory.Rows.ReadAsync(id.Key, cancellationToken).ConfigureAwait(false);
        Take(stored, version, byOtherProcess: true);
    }

    public async Task SignInRequiredAsync(SignInReason reason, CancellationToken cancellationToken)
    {
        if (await UpdateAsync(row => row with { Status = AccountStatus.SignInRequired, Reason = reason }, cancellationToken).ConfigureAwait(false))
        {
            directory.Tell(AuthEventNames.SignInRequired, id, reason.ToString());
        }
    }

    public async Task RestrictedAsync(string code, CancellationToken cancellationToken)
    {
        if (await UpdateAsync(row => row with { Status = AccountStatus.Restricted, Code = code }, cancellationToken).ConfigureAwait(false))
        {
            directory.Tell(AuthEventNames.Restricted, id, code);
        }
    }

    public async Task MintedAsync(IToken token, CancellationToken cancellationToken)
    {
        DateTimeOffset now = directory.Engine.Time.GetUtcNow();
        await UpdateAsync(
            row => row with
            {
                Status = row.Status is AccountStatus.Restricted ? AccountStatus.Active : row.Status,
                Code = row.Status is AccountStatus.Restricted ? null : row.Code,
                LastUsedAt = now - row.LastUsedAt >= TimeSpan.FromHours(1) ? now : row.LastUsedAt,
                SignInExpiresAt = token is IGrantToken grant ? grant.SignInExpiresAt : row.SignInExpiresAt,
            },
            cancellationToken).ConfigureAwait(false);
        if (IsGone)
        {
            // Signed out while the mint was on the wire: what it has just saved must not outlive the account.
            await directory.PurgeAsync(id, cancellationToken).ConfigureAwait(false);
            await EnsureActiveAsync("save", cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Changes the stored row; false when it is as wanted already, or gone.</summary>
    public async Task<bool> UpdateAsync(Func<AccountRow, AccountRow> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            (AccountRow? stored, RowVersion version) = await directory.Rows.ReadAsync(id.Key, cancellationToken).ConfigureAwait(false);
            if (stored is null)
            {
                Take(null, version, byOtherProcess: true);
                return false;
            }

            AccountRow wanted = change(stored);
            if (wanted == stored)
            {
                Take(stored, version, byOtherProcess: true);
                return false;
            }

            if (await directory.Rows.TryWriteAsync(wanted, version, version.Next(), cancellationToken).ConfigureAwait(false))
            {
                Take(wanted, version.Next(), byOtherProcess: false);
                return true;
            }
        }
    }

    /// <summary>Marks the account as signed out by this process.</summary>
    public void SignedOut() => Take(null, default, byOtherProcess: false);

    private void Take(AccountRow? stored, RowVersion version, bool byOtherProcess)
    {
        AccountRow before;
        bool wasGone;
        lock (_gate)
        {
            before = _row;
            wasGone = _gone;
            if (stored is null ? _gone : version == _version && !_gone)
            {
                return;
            }

            Volatile.Write(ref _gone, stored is null);
            if (stored is not null)
            {
                Volatile.Write(ref _row, stored);
                _version = version;
            }
        }

        if (stored is null)
        {
            directory.Left(this, tell: !wasGone && byOtherProcess);
            return;
        }

        if (stored.GrantEpoch != before.GrantEpoch)
        {
            directory.Renewed(id);
        }

        if (byOtherProcess && stored.Status is AccountStatus.SignInRequired && before.Status is not AccountStatus.SignInRequired)
        {
            directory.Tell(AuthEventNames.SignInRequired, id, stored.Reason?.ToString(), byOtherProcess: true);
        }
    }
}
