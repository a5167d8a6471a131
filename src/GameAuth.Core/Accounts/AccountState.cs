using GameAuth.Storage;

namespace GameAuth.Providers;

/// <summary>The stored account as this process last saw it, and the way to change it.</summary>
internal sealed class AccountState(AccountDirectory directory, AccountId id, AccountRow first, RowVersion firstVersion) : IGrantState
{
    private readonly Lock _gate = new();
    private AccountRow _row = first;
    private RowVersion _version = firstVersion;
    private bool _gone;
    private bool _leaving;

    /// <summary>Raised once, when the account is gone: signed out here, or elsewhere and noticed.</summary>
    public event Action? Gone;

    public AccountId Id => id;

    public AccountRow Row => Volatile.Read(ref _row);

    public bool IsGone => Volatile.Read(ref _gone);

    public async ValueTask EnsureActiveAsync(string step, CancellationToken cancellationToken)
    {
        await LookAsync(cancellationToken).ConfigureAwait(false);
        AccountRow row = Row;
        if (IsGone || row.Status is AccountStatus.SignInRequired)
        {
            throw MustSignIn(step);
        }
    }

    public SignInRequiredException MustSignIn(string step)
    {
        SignInReason reason = IsGone ? SignInReason.SignedOut : Row.Reason ?? SignInReason.Expired;
        return new SignInRequiredException($"The account {id} has to sign in again ({reason}); call SignInAsync.", reason)
        { Provider = id.Provider, Step = step, Account = id, IsTold = true };
    }

    /// <summary>Looks at the stored row; what another process changed is taken over and told.</summary>
    public async ValueTask LookAsync(CancellationToken cancellationToken)
    {
        (AccountRow? stored, Row row) = await directory.Rows.ReadAsync(id.Key, cancellationToken).ConfigureAwait(false);
        Take(stored, row.Version, byOtherProcess: true);
    }

    /// <summary>Takes over a stored row that was read for another reason.</summary>
    public void Saw(AccountRow stored, RowVersion version) => Take(stored, version, byOtherProcess: true);

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
                LastUsedAt = (now - row.LastUsedAt).Duration() >= TimeSpan.FromHours(1) ? now : row.LastUsedAt,
                SignInExpiresAt = token is IGrantToken grant ? grant.SignInExpiresAt : row.SignInExpiresAt,
                DisplayName = token is IPlayerToken { Player: { DisplayName: { } name } player } && player.Subject == row.Subject ? name : row.DisplayName,
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
            (AccountRow? stored, Row row) = await directory.Rows.ReadAsync(id.Key, cancellationToken).ConfigureAwait(false);
            if (stored is null)
            {
                Take(null, row.Version, byOtherProcess: true);
                return false;
            }

            AccountRow wanted = change(stored);
            if (wanted == stored)
            {
                Take(stored, row.Version, byOtherProcess: true);
                return false;
            }

            RowVersion next = row.NextVersion();
            if (await directory.Rows.TryWriteAsync(wanted, row.Version, next, cancellationToken).ConfigureAwait(false))
            {
                Take(wanted, next, byOtherProcess: false);
                return true;
            }
        }
    }

    /// <summary>This process is about to delete the account: that the row is gone is no news from another one.</summary>
    public void Leaving() => Volatile.Write(ref _leaving, true);

    /// <summary>Marks the account as signed out by this process.</summary>
    public void SignedOut() => Take(null, default, byOtherProcess: false);

    private void Take(AccountRow? stored, RowVersion version, bool byOtherProcess)
    {
        AccountRow before;
        lock (_gate)
        {
            before = _row;

            // An account that is gone stays gone; and of two looks the later one may be the first to arrive here.
            if (_gone || (stored is not null && version.Epoch == _version.Epoch && version.Number <= _version.Number))
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
            directory.Left(this, tell: byOtherProcess && !Volatile.Read(ref _leaving));
            Gone?.Invoke();
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
