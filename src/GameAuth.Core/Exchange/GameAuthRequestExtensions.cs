using GameAuth.Providers;

namespace GameAuth;

/// <summary>What a single request tells an authenticated client: its account, where the client is shared by accounts, and whether it only reads.</summary>
public static class GameAuthRequestExtensions
{
    internal static readonly HttpRequestOptionsKey<bool> SafeKey = new("gameauth.safe");

    /// <summary>Says whose token a request gets. A client from <see cref="Account.CreateClient"/> needs no such word, and is faster.</summary>
    /// <param name="request">A request for a client made ready with the provider's <c>Add…Authentication()</c>.</param>
    /// <param name="account">The account.</param>
    /// <returns>The same request.</returns>
    public static HttpRequestMessage SetAccount(this HttpRequestMessage request, Account account)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(account);
        request.Options.Set(AccountRequest.Key, new AccountRequest(account));
        return request;
    }

    /// <summary>
    /// Says that a request only reads although its method does not say so, such as a query that is sent with POST. It is treated as safe (RFC 9110 section 9.2.1): repeated
    /// after a transient failure, and in a typed call a lost answer is a <see cref="ProviderException"/> that is transient, not an <see cref="OutcomeUnknownException"/>.
    /// </summary>
    /// <param name="request">A request whose body, if it has one, is in memory.</param>
    /// <returns>The same request.</returns>
    public static HttpRequestMessage SetSafe(this HttpRequestMessage request)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Options.Set(SafeKey, true);
        return request;
    }
}
