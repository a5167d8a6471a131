using GameAuth.Storage;

namespace GameAuth.Providers;

/// <summary>Ties a player to an account once the provider has said who it is: the same player again adopts the older account.</summary>
internal sealed class AccountAdoption(AccountDirectory directory)
{
    private readonly TokenVault _vault = directory.Engine.Vault;

    /// <summary>Stores who the player is, and moves the grant to the account that it belongs to.</summary>
    /// <param name="signedIn">The account that has just signed in.</param>
    /// <param name="player">Who it is.</param>
    /// <param name="into">The account that was asked for; null for whichever the player has.</param>
    /// <param name="replace">Whether another player may take <paramref name="into"/> over.</param>
    /// <param name="cancellationToken">Ends the wait for the store.</param>
    /// <returns>The account that holds the grant now.</returns>
    public async Task<AccountBinding> IdentifyAsync(
        AccountBinding signedIn, PlayerIdentity player, AccountBinding? into, bool replace, CancellationToken cancellationToken)
    {
        // One at a time per registration, so that two first sign-ins of one player find each other.
        RowKey gate = new(directory.PartitionOf("identify"), "gate");
        IStoreLease? lease = await _vault.LeaseAsync(gate, directory.Engine.Options.LeaseWait, cancellationToken).ConfigureAwait(false);
        await using (((IAsyncDisposable?)lease ?? NoLease.Instance).ConfigureAwait(false))
        {
            AccountBinding target = into ?? await directory.Subjects.FindOtherAsync(signedIn, player.Subject, cancellationToken).ConfigureAwait(false) ?? signedIn;
            if (target != signedIn)
            {
                await RefuseOtherPlayerAsync(signedIn, player, target, replace, cancellationToken).ConfigureAwait(false);
                await MoveAsync(signedIn, target, cancellationToken).ConfigureAwait(false);
            }

            string? before = target.State.Row.Subject;
            await directory.Subjects.KeepAsync(player.Subject, target.Id.Key, cancellationToken).ConfigureAwait(false);
            await target.State.UpdateAsync(
                row => row with { Subject = player.Subject, DisplayName = player.DisplayName ?? row.DisplayName, Picture = player.Picture ?? row.Picture },
                cancellationToken).ConfigureAwait(false);
            await directory.Subjects.ForgetAsync(before == player.Subject ? null : before, target.Id.Key, cancellationToken).ConfigureAwait(false);

            return target;
        }
    }

    private async Task RefuseOtherPlayerAsync(
        AccountBinding signedIn, PlayerIdentity player, AccountBinding target, bool replace, CancellationToken cancellationToken)
    {
        await target.State.LookAsync(cancellationToken).ConfigureAwait(false);
        if (target.State.Row.Subject is { } known && !string.Equals(known, player.Subject, StringComparison.Ordinal) && !replace)
        {
            await directory.RemoveAsync(signedIn, cancellationToken).ConfigureAwait(false);
            throw new IllegalStepException(
                $"Another player signed in than the account {target.Id} belongs to. Sign in as that player, add an account with AddAccountAsync, or set Replace.")
            { Provider = directory.Provider, Step = "sign in", Account = target.Id, IsOtherPlayer = true };
        }
    }

    /// <summary>Moves the rows with their versions: what descends from the grant stays tied to its epoch.</summary>
    private async Task MoveAsync(AccountBinding from, AccountBinding to, CancellationToken cancellationToken)
    {
        await foreach (VaultRow row in _vault.ListAsync(from.Chain.Partition, cancellationToken).ConfigureAwait(false))
        {
            if (row.Key is { } key && row.Row.HasValue)
            {
                await OverwriteAsync(new RowKey(to.Chain.Partition, key.Name), row.Row, cancellationToken).ConfigureAwait(false);
            }
        }

        AccountRow fresh = from.State.Row;
        await to.State.UpdateAsync(
            row => row with
            {
                Status = AccountStatus.Active,
                Reason = null,
                Code = null,
                GrantEpoch = fresh.GrantEpoch,
                SignInExpiresAt = fresh.SignInExpiresAt,
                LastUsedAt = fresh.LastUsedAt,
                Import = fresh.Import ?? row.Import,
            },
            cancellationToken).ConfigureAwait(false);
        to.Chain.DropAll();
        await directory.RemoveAsync(from, cancellationToken).ConfigureAwait(false);
    }

    private async Task OverwriteAsync(RowKey key, Row moved, CancellationToken cancellationToken)
    {
        Row seen;
        do
        {
            seen = await _vault.ReadAsync(key, cancellationToken).ConfigureAwait(false);
        }
        while (seen.Version != moved.Version && !await _vault.TryWriteAsync(
            key, seen.State is RowState.Missing ? null : seen.Version, moved.Version, moved.Value, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Two sign-ins at once are rare, and compare-and-swap guards the rows: going on without the lease is better than failing a sign-in.</summary>
    private sealed class NoLease : IAsyncDisposable
    {
        public static readonly NoLease Instance = new();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
