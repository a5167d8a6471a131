namespace GameAuth.Providers;

/// <summary>The account that a client is bound to.</summary>
internal sealed class BoundAccount(Account account) : IRequestAccount
{
    public bool IsBound => true;

    public Account? Known(HttpRequestMessage request) => account;

    public ValueTask<Account> FindAsync(HttpRequestMessage request, CancellationToken cancellationToken) => new(account);
}
