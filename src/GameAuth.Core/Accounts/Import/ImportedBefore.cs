using GameAuth.Storage;

namespace GameAuth.Providers;

/// <summary>Finds the account that a credential belongs to already.</summary>
internal sealed class ImportedBefore(AccountDirectory directory)
{
    public async Task<Match?> FindAsync(string mark, string? subject, CancellationToken cancellationToken)
    {
        Match? samePlayer = null;
        await foreach (AccountBinding binding in directory.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            AccountRow row = binding.State.Row;
            if (string.Equals(row.Import?.Token, mark, StringComparison.Ordinal))
            {
                return new Match(binding, SameToken: true);
            }

            if (subject is not null && (string.Equals(row.Subject, subject, StringComparison.Ordinal) || string.Equals(row.Import?.Subject, subject, StringComparison.Ordinal)))
            {
                samePlayer = new Match(binding, SameToken: false);
            }
        }

        return samePlayer;
    }

    /// <summary>The account that is there.</summary>
    internal sealed record Match(AccountBinding Binding, bool SameToken)
    {
        /// <summary>Whether the source has nothing that the account lacks.</summary>
        public bool IsAsGood => SameToken || Binding.State.Row.Status is not AccountStatus.SignInRequired;

        public string Message => SameToken
            ? "It was imported before."
            : IsAsGood
                ? "The same player has an account; its own sign-in stays."
                : "The same player has an account that has to sign in: sign that account out and import again, or sign in.";

        /// <summary>Whether the account's sealed grant opens.</summary>
        public async Task<bool> IsWholeAsync<TGrant>(TokenSource<TGrant> grants, CancellationToken cancellationToken)
            where TGrant : class, IToken
        {
            try
            {
                return (await new TokenRowWriter<TGrant>(Binding.Chain.Entry(grants, audience: null)).ReadAsync(cancellationToken).ConfigureAwait(false)).Token is not null;
            }
            catch (CredentialStoreException)
            {
                return false;
            }
        }
    }
}

/// <summary>Where an account came from, so that a second import of the same finds it.</summary>
/// <param name="Token">SHA-256 of the refresh token that was imported, in hex.</param>
/// <param name="Subject">The player, by the source's word alone.</param>
internal sealed record ImportMark(string Token, string? Subject);

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
