namespace GameAuth.Providers;

/// <summary>The account that a request of an unbound client names, or else the registration's default account.</summary>
internal sealed class AccountOfRequest(Func<AccountDirectory> directory) : IRequestAccount
{
    public bool IsBound => false;

    public Account? Known(HttpRequestMessage request)
    {
        if (!request.Options.TryGetValue(GameAuthRequestExtensions.AccountKey, out Account? named))
        {
            return null;
        }

        return named.Binding.Directory == directory()
            ? named
            : throw new IllegalStepException($"The account {named.Id} does not belong to the registration of this client; nothing was sent.")
            { Provider = named.Id.Provider, Step = "audience" };
    }

    public async ValueTask<Account> FindAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        AccountDirectory accounts = directory();
        return await accounts.FindDefaultAsync(cancellationToken).ConfigureAwait(false) is { } binding
            ? accounts.HandleOf(binding)
            : throw new SignInRequiredException(
                $"No {accounts.Provider} account is stored under the registration '{accounts.Registration}'; call SignInAsync.", SignInReason.NeverSignedIn)
            { Provider = accounts.Provider, Step = "find account" };
    }
}
