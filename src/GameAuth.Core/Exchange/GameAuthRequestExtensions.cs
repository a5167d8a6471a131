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

/// <summary>The names of a registration's clients in <see cref="IHttpClientFactory"/>, for an application that sets a proxy or a handler of its own on them.</summary>
public static class GameAuthClientNames
{
    /// <summary>The client of the calls to the provider's authentication hosts.</summary>
    /// <param name="provider">The provider, such as <c>xbox</c>.</param>
    /// <param name="registration">The registration; <c>default</c> unless named.</param>
    /// <returns>The name.</returns>
    public static string Auth(string provider, string registration = "default") => $"GameAuth.{provider}.{registration}";

    /// <summary>The client of the calls to the provider's APIs, which carry an account's token.</summary>
    /// <param name="provider">The provider, such as <c>xbox</c>.</param>
    /// <param name="registration">The registration; <c>default</c> unless named.</param>
    /// <returns>The name.</returns>
    public static string Api(string provider, string registration = "default") => $"GameAuth.{provider}.{registration}.api";
}

/// <summary>How authenticated requests are tried. <see cref="HttpClient.Timeout"/> is infinite on these clients, since a permit may take minutes.</summary>
public sealed class AttemptOptions
{
    /// <summary>How long one attempt may take from the first byte sent to the answer's headers. Default 100 seconds.</summary>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(100);

    /// <summary>How often a request that is safe to repeat (GET, HEAD, OPTIONS) is repeated after a transient failure. Default 2; 0 switches it off.</summary>
    public int SafeRetries { get; set; } = 2;

    /// <summary>The pause before the first repetition; it doubles, with jitter. Default 1 second.</summary>
    public TimeSpan RetryPause { get; set; } = TimeSpan.FromSeconds(1);
}
