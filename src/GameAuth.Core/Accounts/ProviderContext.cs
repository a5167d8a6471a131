namespace GameAuth.Providers;

/// <summary>One registration of a provider, as the engine hands it to the provider. Safe for use from any thread.</summary>
public sealed class ProviderContext
{
    private readonly Func<HttpClient> _createAuthClient;

    internal ProviderContext(AccountDirectory directory, IServiceProvider services, IIdGenerator ids, IRequestPacer pacer, Func<HttpClient> createAuthClient)
    {
        _createAuthClient = createAuthClient;
        Directory = directory;
        Services = services;
        Ids = ids;
        Pacer = pacer;
    }

    /// <summary>The provider, such as <c>xbox</c>.</summary>
    public string Provider => Directory.Provider;

    /// <summary>The registration's name; <c>default</c> unless named.</summary>
    public string Registration => Directory.Registration;

    /// <summary>The origin that issues its tokens: every row is found only under it.</summary>
    public string Origin => Directory.Origin;

    /// <summary>The host's services.</summary>
    public IServiceProvider Services { get; }

    /// <summary>The host's clock.</summary>
    public TimeProvider Time => Directory.Engine.Time;

    /// <summary>The host's ids.</summary>
    public IIdGenerator Ids { get; }

    /// <summary>The host's pacer.</summary>
    public IRequestPacer Pacer { get; }

    /// <summary>Where the host keeps proof keys: for a <see cref="DeviceIdentitySource{T}"/>.</summary>
    public ProofKeys ProofKeys => Directory.ProofKeys;

    internal AccountDirectory Directory { get; }

    /// <summary>
    /// The client of the registration's own calls to the provider's authentication hosts, from IHttpClientFactory: no redirects, no cookies,
    /// no logging of the factory, no time limit of its own. It carries no token: a provider puts its calls through a <c>BackChannel</c>.
    /// </summary>
    /// <returns>A client; the connections are shared.</returns>
    public HttpClient CreateAuthClient() => _createAuthClient();

    /// <summary>Stores what a sign-in yielded, durably, before anything uses it.</summary>
    /// <typeparam name="T">The grant.</typeparam>
    /// <param name="account">The account that the sign-in was asked for with.</param>
    /// <param name="grant">The root of the account's chain.</param>
    /// <param name="first">The grant.</param>
    /// <param name="cancellationToken">Ends the wait for the store.</param>
    /// <returns>The account, whose subject is learnt later.</returns>
    public async Task<AccountBinding> BeginAsync<T>(AccountId account, TokenSource<T> grant, T first, CancellationToken cancellationToken)
        where T : class, IToken
    {
        // A grant for an account that is there already stands beside it until the provider has said that it is the same player.
        bool taken = await Directory.FindAsync(account.Key, cancellationToken).ConfigureAwait(false) is not null;
        return await Directory.BeginAsync(taken ? AccountDirectory.NewKey() : account.Key, grant, first, cancellationToken).ConfigureAwait(false);
    }
}
