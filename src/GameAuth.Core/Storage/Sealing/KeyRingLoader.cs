namespace GameAuth.Storage;

/// <summary>Fetches the master keys once for all who ask at the same time; a failure is not kept, since a keyring may be unlocked later.</summary>
internal sealed class KeyRingLoader(IReadOnlyList<MasterKeySource> newestFirst)
{
    private readonly Lock _gate = new();
    private Task? _loading;
    private volatile KeyRing? _ring;

    public KeyRing? Ring => _ring;

    public ValueTask LoadAsync(CancellationToken cancellationToken)
    {
        if (_ring is not null)
        {
            return default;
        }

        lock (_gate)
        {
            if (_loading is null or { IsCompleted: true })
            {
                // One caller's cancellation must not fail the others, so the work itself has none.
                _loading = Task.Run(FetchAsync, CancellationToken.None);
            }

            return new(_loading.WaitAsync(cancellationToken));
        }
    }

    private async Task FetchAsync()
    {
        if (_ring is not null)
        {
            return;
        }

        List<MasterKey> keys = new(newestFirst.Count);
        foreach (MasterKeySource source in newestFirst)
        {
            keys.Add(await GetAsync(source).ConfigureAwait(false) ?? throw Absent(source));
        }

        _ring = new KeyRing(keys);
    }

    private static async ValueTask<MasterKey?> GetAsync(MasterKeySource source)
    {
        try
        {
            return await source.GetKeyAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not CredentialStoreException)
        {
            // A stranger's exception may print what it held, so only its type goes on.
            throw new CredentialStoreException(
                $"The master key is not available from {source.Name}: it failed with {e.GetType().Name}.", RowState.KeyUnavailable) { Step = "master key" };
        }
    }

    private static CredentialStoreException Absent(MasterKeySource source) => new(
        $"The master key is not available from {source.Name}: this machine has no such source. Configure one that it has.",
        RowState.KeyUnavailable) { Step = "master key" };
}
