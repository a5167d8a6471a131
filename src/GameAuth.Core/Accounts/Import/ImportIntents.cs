using GameAuth.Storage;

namespace GameAuth.Providers;

/// <summary>The word, saved before an import's first row, that an account is about to be stored: what a crash left of one is swept by the next import.</summary>
internal sealed class ImportIntents(AccountDirectory directory)
{
    private const string Prefix = AccountRows.ImportPrefix;

    private readonly TokenVault _vault = directory.Engine.Vault;

    public async Task DeclareAsync(string key, CancellationToken cancellationToken)
    {
        if (!await _vault.TryWriteAsync(RowOf(key), expected: null, RowVersion.NewEpoch(), "{}"u8.ToArray(), cancellationToken).ConfigureAwait(false))
        {
            throw ReadBack.Failed(directory.Provider);
        }
    }

    public async Task EndAsync(string key, CancellationToken cancellationToken)
    {
        Row row;
        do
        {
            row = await _vault.ReadAsync(RowOf(key), cancellationToken).ConfigureAwait(false);
        }
        while (row.HasValue && !await _vault.TryDeleteAsync(RowOf(key), row.Version, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Deletes the tokens of imports that never came to an account. The import lease is held, so none of them is under way.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        List<string> begun = [];
        await foreach (VaultRow row in _vault.ListAsync(directory.RegistrationChain.Partition, cancellationToken).ConfigureAwait(false))
        {
            if (row.Key is { } key && key.Name.StartsWith(Prefix, StringComparison.Ordinal))
            {
                begun.Add(key.Name[Prefix.Length..]);
            }
        }

        foreach (string key in begun)
        {
            if ((await directory.Rows.ReadAsync(key, cancellationToken).ConfigureAwait(false)).Row is null)
            {
                await directory.PurgeAsync(directory.IdOf(key), cancellationToken).ConfigureAwait(false);
            }

            await EndAsync(key, cancellationToken).ConfigureAwait(false);
        }
    }

    private RowKey RowOf(string key) => new(directory.RegistrationChain.Partition, Prefix + key);
}
