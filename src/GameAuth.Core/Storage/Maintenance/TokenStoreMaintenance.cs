namespace GameAuth.Storage;

/// <summary>What is done to a whole store, and not to one row: check, repair, sealing anew after a change of the key, and forgetting everything.</summary>
/// <remarks>
/// A host has it as a service; <c>gameauth store</c> is its command. Safe for use from any thread, and beside running applications but for
/// <see cref="RepairAsync"/>, during which rows are on their way to another place. Everything that is cut off is simply called again.
/// </remarks>
public sealed class TokenStoreMaintenance
{
    private readonly ITokenStore _store;
    private readonly ITokenProtector _protector;
    private readonly IEnumerable<IForgetful> _memories;

    /// <summary>Takes the store and its protector.</summary>
    /// <param name="store">The store.</param>
    /// <param name="protector">The protector that the rows are sealed with.</param>
    public TokenStoreMaintenance(ITokenStore store, ITokenProtector protector)
        : this(store, protector, [])
    {
    }

    internal TokenStoreMaintenance(ITokenStore store, ITokenProtector protector, IEnumerable<IForgetful> memories)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(protector);
        _store = store;
        _protector = protector;
        _memories = memories;
    }

    /// <summary>Reads every row and says in which state it is; changes nothing.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The counts.</returns>
    /// <exception cref="CredentialStoreException">The store or the key is not to be had.</exception>
    public async Task<StoreReport> CheckAsync(CancellationToken cancellationToken = default)
    {
        await _protector.PrepareAsync(cancellationToken).ConfigureAwait(false);
        return await new StoreCheck(_store, _protector).RunAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Seals every row with the protector's current key. Configure the new key first and the old one after it, in every process that uses the store; call this; when
    /// the report is complete, drop the old key.
    /// </summary>
    /// <param name="progress">Hears the number of rows that were looked at, now and then; null for none.</param>
    /// <param name="cancellationToken">Ends the work between two rows; what was sealed anew stays so.</param>
    /// <returns>The counts, and whether the older keys can be dropped.</returns>
    /// <exception cref="CredentialStoreException">The store or a key is not to be had.</exception>
    public async Task<RewrapReport> RewrapAllAsync(IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        await _protector.PrepareAsync(cancellationToken).ConfigureAwait(false);
        return await new StoreRewrap(_store, _protector).RunAsync(progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives a store a new founding row where it was lost or damaged, and rows the places that they are looked for at. Stop the applications that use the store first.</summary>
    /// <param name="cancellationToken">Ends the work between two rows.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="CredentialStoreException">The store or the key is not to be had, it is the wrong key, or a newer release wrote the founding row.</exception>
    public async Task<RepairReport> RepairAsync(CancellationToken cancellationToken = default)
    {
        await _protector.PrepareAsync(cancellationToken).ConfigureAwait(false);
        return await new StoreRepair(_store, _protector).RunAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Deletes all that this library has stored: accounts, tokens, the identity of the device, pacing windows, damaged copies, and the master key where its source made
    /// it. Nobody is told; to end sessions at the providers, sign accounts out first. Keys that the application or the platform brings stay where they are.
    /// </summary>
    /// <param name="cancellationToken">Ends the work between two rows; call again to go on.</param>
    /// <returns>Done when nothing is left.</returns>
    /// <exception cref="CredentialStoreException">Something could not be deleted.</exception>
    public async Task ForgetEverythingAsync(CancellationToken cancellationToken = default)
    {
        IForgetful[] memories = [.. _memories];
        foreach (IForgetful memory in memories)
        {
            await memory.BeforeForgettingAsync(cancellationToken).ConfigureAwait(false);
        }

        await _store.ClearAsync(cancellationToken).ConfigureAwait(false);
        foreach (IForgetful memory in memories)
        {
            memory.Forget();
        }

        // A mint that was on the wire may have saved its answer in between.
        await _store.ClearAsync(cancellationToken).ConfigureAwait(false);
        await _protector.ForgetAsync(cancellationToken).ConfigureAwait(false);
    }
}
