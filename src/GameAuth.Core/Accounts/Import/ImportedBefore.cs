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
