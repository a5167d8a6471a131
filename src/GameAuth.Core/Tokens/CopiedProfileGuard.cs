using System.Text.Json;
using GameAuth.Storage;

namespace GameAuth.Providers;

/// <summary>Tells a profile that was copied from another machine, at the first use of a registration: one row, read once.</summary>
internal sealed class CopiedProfileGuard
{
    private readonly TokenVault _vault;
    private readonly IMachineHint _machine;
    private readonly AuthTelemetry _telemetry;
    private readonly TokenLog _log;
    private readonly string _provider;
    private readonly RowKey _row;
    private readonly bool _holdsBack;
    private AsyncInitializer _check;
    private bool _told;

    public CopiedProfileGuard(TokenEngine engine, IMachineHint machine, string provider, string partition, bool holdsBack)
    {
        _vault = engine.Vault;
        _machine = machine;
        _telemetry = engine.Telemetry;
        _log = engine.Log;
        _provider = provider;
        _row = new RowKey(partition, "machine");
        _holdsBack = holdsBack;
        _check = new AsyncInitializer(CheckAsync);
    }

    /// <summary>Lets the first use, and every one after it, through; held back, every use looks again, since another process may have chosen meanwhile.</summary>
    /// <exception cref="CopiedProfileException">The profile was copied and is held back.</exception>
    public ValueTask EnsureAsync(CancellationToken cancellationToken) => Volatile.Read(ref _check).EnsureAsync(cancellationToken);

    /// <summary>Whether the profile is held back.</summary>
    public async ValueTask<bool> HoldsAsync(CancellationToken cancellationToken)
    {
        try
        {
            await EnsureAsync(cancellationToken).ConfigureAwait(false);
            return false;
        }
        catch (CopiedProfileException)
        {
            return true;
        }
    }

    /// <summary>Adds this machine to those that may use the profile.</summary>
    public async Task KeepAsync(CancellationToken cancellationToken)
    {
        if (_machine.Read() is { } hint)
        {
            bool known;
            do
            {
                (MachineRow row, Row seen) = await ReadAsync(cancellationToken).ConfigureAwait(false);
                known = row.Knows(hint) || await TryWriteAsync(row.With(hint), seen, cancellationToken).ConfigureAwait(false);
            }
            while (!known);
        }

        Reset();
    }

    /// <summary>Looks again at the next use: the row has gone with the device.</summary>
    public void Reset() => Volatile.Write(ref _check, new AsyncInitializer(CheckAsync));

    private async Task CheckAsync()
    {
        if (_machine.Read() is not { } hint)
        {
            return;
        }

        if (await TryReadAsync().ConfigureAwait(false) is not var (known, seen) || known.Knows(hint))
        {
            return;
        }

        bool isCopy = known.Machines.Count > 0;
        if (isCopy && _holdsBack)
        {
            throw Held();
        }

        try
        {
            // Of several processes that notice a copy, the one that writes tells.
            if (await TryWriteAsync(known.With(hint), seen, CancellationToken.None).ConfigureAwait(false) && isCopy)
            {
                Tell("kept");
            }
        }
        catch (CredentialStoreException failure)
        {
            // A full disk says nothing of the machine.
            _log.MachineNotChecked(_provider, failure.State);
        }
    }

    private async ValueTask<(MachineRow Known, Row Seen)?> TryReadAsync()
    {
        try
        {
            return await ReadAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (CredentialStoreException failure) when (!_holdsBack)
        {
            // The tokens' own rows will tell what is the matter with the store.
            _log.MachineNotChecked(_provider, failure.State);
            return null;
        }
    }

    private async ValueTask<(MachineRow Known, Row Seen)> ReadAsync(CancellationToken cancellationToken)
    {
        Row row = await _vault.ReadAsync(_row, cancellationToken).ConfigureAwait(false);
        if (!row.HasValue)
        {
            // A damaged row is begun anew: whoever copied the profile did not damage it.
            return row.State is RowState.Missing or RowState.Corrupt ? (new MachineRow(), row) : throw _vault.Refusal(row.State);
        }

        try
        {
            return (RowJson.Read(row.Value, StorageJsonContext.Default.MachineRow), row);
        }
        catch (CredentialStoreException)
        {
            return (new MachineRow(), row);
        }
    }

    private ValueTask<bool> TryWriteAsync(MachineRow row, Row seen, CancellationToken cancellationToken) => _vault.TryWriteAsync(
        _row, seen.State is RowState.Missing ? null : seen.Version, seen.NextVersion(),
        JsonSerializer.SerializeToUtf8Bytes(row, StorageJsonContext.Default.MachineRow), cancellationToken);

    private CopiedProfileException Held()
    {
        if (!_told)
        {
            _told = true;
            Tell("held");
        }

        return new CopiedProfileException(
            $"The token store was copied from another machine, so the {_provider} accounts in it are held back. Call KeepCopiedProfileAsync to use them on this machine too, "
            + "SignInAsync with ForcePrompt to start over with a new device, or ForgetDeviceAsync to keep the sign-ins under a new device.")
        { Provider = _provider, Step = "copied profile" };
    }

    private void Tell(string what)
    {
        _log.ProfileCopied(_provider, what);
        _telemetry.Account(_provider, AuthEventNames.ProfileCopied, account: null, what);
    }
}
