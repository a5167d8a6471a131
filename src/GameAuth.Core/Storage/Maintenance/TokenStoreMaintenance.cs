namespace GameAuth.Storage;

/// <summary>Maintenance of a whole store: check, repair, sealing again after a change of the key, and deleting everything.</summary>
/// <remarks>
/// It is a service of the host; <c>gameauth store</c> is its command. Safe for use from any thread, and while applications run, except for
/// <see cref="RepairAsync"/>, which moves rows. After a call that was cut off, call it again.
/// </remarks>
public sealed class TokenStoreMaintenance
{
    private readonly ITokenStore _store;
    private readonly ITokenProtector _protector;
    private readonly IEnumerable<IStoreClearObserver> _observers;

    /// <summary>Creates the maintenance of a store.</summary>
    /// <param name="store">The store.</param>
    /// <param name="protector">The protector that the rows are sealed with.</param>
    public TokenStoreMaintenance(ITokenStore store, ITokenProtector protector)
        : this(store, protector, [])
    {
    }

    internal TokenStoreMaintenance(ITokenStore store, ITokenProtector protector, IEnumerable<IStoreClearObserver> observers)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(protector);
        _store = store;
        _protector = protector;
        _observers = observers;
    }

    /// <summary>Reads every row and counts the states; changes nothing.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The counts.</returns>
    /// <exception cref="CredentialStoreException">The store or the key is not available.</exception>
    public async Task<StoreReport> CheckAsync(CancellationToken cancellationToken = default)
    {
        await _protector.PrepareAsync(cancellationToken).ConfigureAwait(false);
        return await new StoreCheck(_store, _protector).RunAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Seals every row with the protector's current key, the version before it too, and deletes the copies of damaged rows. Configure the new key first and the old one after it, in
    /// every process that uses the store; call this; when the report is complete, drop the old key: it opens nothing in the store any more. Backups and copies stay as they are.
    /// </summary>
    /// <param name="progress">Gets the number of rows read so far, from time to time; null for none.</param>
    /// <param name="cancellationToken">Ends the work between two rows; rows that were sealed again stay so.</param>
    /// <returns>The counts, and whether the older keys can be dropped.</returns>
    /// <exception cref="CredentialStoreException">The store or a key is not available.</exception>
    public async Task<RewrapReport> RewrapAllAsync(IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        await _protector.PrepareAsync(cancellationToken).ConfigureAwait(false);
        return await new StoreRewrap(_store, _protector).RunAsync(progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes a new founding row where it was lost or damaged, and moves rows to where they are looked for. Stop the applications that use the store first.</summary>
    /// <param name="cancellationToken">Ends the work between two rows.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="CredentialStoreException">The store or the key is not available, the key is wrong, or a newer release wrote the founding row.</exception>
    public async Task<RepairReport> RepairAsync(CancellationToken cancellationToken = default)
    {
        await _protector.PrepareAsync(cancellationToken).ConfigureAwait(false);
        return await new StoreRepair(_store, _protector).RunAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Deletes everything that this library has stored: accounts, tokens, the identity of the device, pacing windows, damaged copies, and the master key where its source made
    /// it. No provider is told: to end sessions there, sign accounts out first. Keys that the application or the platform provides are not deleted.
    /// </summary>
    /// <param name="cancellationToken">Ends the work between two rows; call again to go on.</param>
    /// <returns>Done when nothing is left.</returns>
    /// <exception cref="CredentialStoreException">Something could not be deleted.</exception>
    public async Task ForgetEverythingAsync(CancellationToken cancellationToken = default)
    {
        IStoreClearObserver[] observers = [.. _observers];
        foreach (IStoreClearObserver observer in observers)
        {
            await observer.OnClearingAsync(cancellationToken).ConfigureAwait(false);
        }

        await _store.ClearAsync(cancellationToken).ConfigureAwait(false);
        foreach (IStoreClearObserver observer in observers)
        {
            observer.OnCleared();
        }

        // A token request that was on the wire may have saved its answer meanwhile.
        await _store.ClearAsync(cancellationToken).ConfigureAwait(false);
        await _protector.ForgetAsync(cancellationToken).ConfigureAwait(false);
    }
}

/// <summary>The result of a check of a store.</summary>
/// <param name="Founding">The state of the founding row (the first row of a store, which has the key of its names); <see cref="RowState.Missing"/> for an empty store.</param>
/// <param name="Rows">All other rows.</param>
/// <param name="Found">Rows whose newest version is intact.</param>
/// <param name="Recovered">Rows whose newest version is damaged, so that the one before it was read.</param>
/// <param name="WrongKey">Rows that are sealed under a key that is not configured.</param>
/// <param name="Corrupt">Rows without an intact version.</param>
/// <param name="NewerFormat">Rows that a newer release wrote.</param>
/// <param name="OlderKey">Readable rows that are sealed under an older key, or whose version before is; <see cref="TokenStoreMaintenance.RewrapAllAsync"/> seals them with the current one.</param>
/// <param name="Misplaced">Readable rows that nobody would find; <see cref="TokenStoreMaintenance.RepairAsync"/> moves them.</param>
public sealed record StoreReport(
    RowState Founding, int Rows, int Found, int Recovered, int WrongKey, int Corrupt, int NewerFormat, int OlderKey, int Misplaced)
{
    /// <summary>Whether every row can be found and read.</summary>
    public bool IsSound => Founding is RowState.Found or RowState.Recovered or RowState.Missing && Found + Recovered == Rows && Misplaced == 0;
}

/// <summary>The result of sealing a store again.</summary>
/// <param name="Rewrapped">Rows that were sealed with the current key in this run.</param>
/// <param name="Current">Rows that were sealed with the current key already, in every version that the store has.</param>
/// <param name="NotOpened">Rows that do not open; they were not changed, and no copy of a damaged row was deleted.</param>
/// <param name="Discarded">Copies of damaged rows that were deleted, since an older key might open them.</param>
public sealed record RewrapReport(int Rewrapped, int Current, int NotOpened, int Discarded)
{
    /// <summary>Whether every row is sealed with the current key, in every version that the store has, so that the older keys open nothing in it and can be dropped.</summary>
    public bool IsComplete => NotOpened == 0;
}

/// <summary>The result of a repair of a store.</summary>
/// <param name="Refounded">Whether the store got a new founding row.</param>
/// <param name="Moved">Rows that were moved to where they are looked for.</param>
/// <param name="Superseded">Rows that were not moved, since another row is already where they would be looked for.</param>
/// <param name="NotOpened">Rows that do not open; they were not changed.</param>
public sealed record RepairReport(bool Refounded, int Moved, int Superseded, int NotOpened);

/// <summary>Told before and after all rows are deleted, to release what belongs to them.</summary>
internal interface IStoreClearObserver
{
    /// <summary>This process is about to delete all rows.</summary>
    Task OnClearingAsync(CancellationToken cancellationToken);

    /// <summary>The rows are deleted.</summary>
    void OnCleared();
}
