namespace GameAuth.Storage;

/// <summary>Fetches the master keys once for all who ask at the same time; a failure is not kept, since a keyring may be unlocked later.</summary>
internal sealed class KeyRingLoader
{
    private readonly IReadOnlyList<MasterKeySource> _newestFirst;
    private readonly AsyncOnce _fetch;
    private volatile KeyRing? _ring;

    public KeyRingLoader(IReadOnlyList<MasterKeySource> newestFirst)
    {
        _newestFirst = newestFirst;
        _fetch = new AsyncOnce(FetchAsync);
    }

    public KeyRing? Ring => _ring;

    public ValueTask LoadAsync(CancellationToken cancellationToken) => _fetch.RunAsync(cancellationToken);

    /// <summary>Lets every source forget what it made, and fetches anew at the next use.</summary>
    public async ValueTask ForgetAsync(CancellationToken cancellationToken)
    {
        foreach (MasterKeySource source in _newestFirst)
        {
            await source.ForgetAsync(cancellationToken).ConfigureAwait(false);
        }

        _ring = null;
        _fetch.Reset();
    }

    private async Task FetchAsync()
    {
        List<MasterKey> keys = new(_newestFirst.Count);
        foreach (MasterKeySource source in _newestFirst)
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
        catch (Exception e) when (e is not GameAuthException)
        {
            // A stranger's exception may print what it held, so only its type goes on.
            throw new CredentialStoreException(
                $"The master key is not available from {source.Name}: it failed with {e.GetType().Name}.", RowState.KeyUnavailable) { Step = "master key" };
        }
    }

    private static CredentialStoreException Absent(MasterKeySource source) => new(
        $"The master key is not available from {source.Name}: {source.Absence}",
        RowState.KeyUnavailable) { Step = "master key" };
}
