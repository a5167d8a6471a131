namespace GameAuth;

/// <summary>Names the account of a single request: the slow way, for clients that are shared by accounts.</summary>
public static class GameAuthRequestExtensions
{
    internal static readonly HttpRequestOptionsKey<Account> AccountKey = new("gameauth.account");

    /// <summary>Says whose token a request gets. A client from <see cref="Account.CreateClient"/> needs no such word, and is faster.</summary>
    /// <param name="request">A request for a client made ready with the provider's <c>Add…Authentication()</c>.</param>
    /// <param name="account">The account.</param>
    /// <returns>The same request.</returns>
    public static HttpRequestMessage SetAccount(this HttpRequestMessage request, Account account)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(account);
        request.Options.Set(AccountKey, account);
        return request;
    }
}
