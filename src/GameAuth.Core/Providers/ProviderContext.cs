using Microsoft.Extensions.Logging;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Providers;

/// <summary>One registration of a provider, as the engine hands it to the provider. Safe for use from any thread.</summary>
public sealed class ProviderContext
{
    private readonly ExchangeServices _exchanges;
    private readonly Lazy<HttpClient> _authClient;
    private readonly Lazy<HttpClient> _apiClient;

    internal ProviderContext(AccountDirectory directory, IServiceProvider services, ExchangeServices exchanges, ILogger log)
    {
        _exchanges = exchanges;
        _authClient = new Lazy<HttpClient>(() => CreateAuthClient());
        _apiClient = new Lazy<HttpClient>(() => CreateApiClient());
        Directory = directory;
        Services = services;
        Log = log;
        Clock = new ServerClock(directory.Engine.Clock);
    }

    /// <summary>The provider, such as <c>xbox</c>.</summary>
    public string Provider => Directory.Provider;

    /// <summary>The registration's name; <c>default</c> unless named.</summary>
    public string Registration => Directory.Registration;

    /// <summary>The origin of its tokens, that of their issuer and of every host that was configured in place of a live one: every row is found only under it.</summary>
    public string Origin => Directory.Origin;

    /// <summary>The host's services.</summary>
    public IServiceProvider Services { get; }

    /// <summary>The clock of this machine: for what is stored or told.</summary>
    public TimeProvider Time => Directory.Engine.Time;

    /// <summary>The host's steady clock: what is waited for in memory is a moment of it.</summary>
    public SteadyClock Steady => Directory.Engine.Clock;

    /// <summary>The provider's clock, as its answers tell it. One per registration.</summary>
    public ServerClock Clock { get; }

    /// <summary>The host's ids.</summary>
    public IIdGenerator Ids => _exchanges.Ids;

    /// <summary>The host's pacer.</summary>
    public IRequestPacer Pacer => _exchanges.Pacer;

    /// <summary>The provider's logger, of the category <c>GameAuth.Xbox</c> and kin.</summary>
    public ILogger Log { get; }

    /// <summary>Whether the host allows addresses at <c>http://</c> on a literal loopback address: <see cref="GameAuthOptions.AllowLoopbackHttp"/>.</summary>
    public bool AllowLoopback { get; internal init; }

    /// <summary>Where the host keeps proof keys: for a <see cref="DeviceIdentitySource{T}"/>.</summary>
    public ProofKeys ProofKeys => Directory.ProofKeys;

    internal AccountDirectory Directory { get; }

    internal LoopbackEndpoints? Loopback { get; init; }

    internal Func<HttpClient> CreateAuthClient { get; init; } = null!;

    internal Func<HttpClient> CreateApiClient { get; init; } = null!;

    /// <summary>The way of the registration's own calls to the provider: permits, bounded answers, typed failures.</summary>
    /// <param name="authenticator">Puts an account's token on calls that name one (<see cref="ProviderCall.Account"/>); null for calls without an account, such as those to the authentication hosts.</param>
    /// <param name="correlationHeaders">The headers of an answer that may hold a correlation id, best first; null for those of <see cref="ResponseOrigin.CorrelationHeaders"/>.</param>
    /// <param name="limitInBody">Reads the window that the body of a 429 names; null for that of the authenticator, if it has one.</param>
    /// <param name="judge">Judges the answers of calls without an account: <see cref="Exchange.Judge"/>.</param>
    /// <returns>An exchange. Its calls go through the client named <see cref="GameAuthClientNames.Auth"/>, or <see cref="GameAuthClientNames.Api"/> where there is an authenticator.</returns>
    public Exchange CreateExchange(
        RequestAuthenticator? authenticator = null, IReadOnlyList<string>? correlationHeaders = null, Func<ProviderResponse, PaceWindow?>? limitInBody = null,
        Func<ProviderResponse, Verdict?>? judge = null) =>
        new(_exchanges, Clock, Provider, authenticator is null ? () => _authClient.Value : () => _apiClient.Value)
        {
            Authenticator = authenticator,
            Loopback = Loopback,
            CorrelationHeaders = correlationHeaders ?? ResponseOrigin.DefaultCorrelationHeaders,
            LimitInBody = limitInBody,
            Judge = judge,
        };

    /// <summary>A token of the registration or the installation, such as one that an application gets without a player: from memory, from the store, or minted.</summary>
    /// <typeparam name="T">The token.</typeparam>
    /// <param name="source">Its source; one of an account is refused.</param>
    /// <param name="audience">What it is for; null where the source has one audience.</param>
    /// <param name="cancellationToken">Ends this caller's wait; a mint that others share goes on.</param>
    /// <returns>The token.</returns>
    /// <exception cref="GameAuthException">As <see cref="Account.GetTokenAsync"/>.</exception>
    public ValueTask<T> GetTokenAsync<T>(TokenSource<T> source, string? audience = null, CancellationToken cancellationToken = default)
        where T : class, IToken => ChainOf(source).Entry(source, audience).GetAsync(cancellationToken);

    /// <summary>Says that the provider refused such a token, so that the next call gets another.</summary>
    /// <typeparam name="T">The token.</typeparam>
    /// <param name="source">Its source.</param>
    /// <param name="token">The token that was refused.</param>
    /// <param name="audience">Its audience.</param>
    /// <returns>False when asking again would only knock harder: it had just been minted for the same reason.</returns>
    public bool Refuse<T>(TokenSource<T> source, T token, string? audience = null)
        where T : class, IToken
    {
        ArgumentNullException.ThrowIfNull(token);
        return ChainOf(source).Refuse(source, audience, token);
    }

    /// <summary>Sealed records of the provider's own: of the registration, and with <see cref="RecordSet{T}.Of"/> of an account.</summary>
    /// <typeparam name="T">What a record holds.</typeparam>
    /// <param name="kind">Their kind, the same in every release: letters, digits and dashes.</param>
    /// <param name="saveAs">How they are written; secrets need <see cref="GameAuth.Storage.StoredSecretConverter"/>.</param>
    /// <returns>The records of that kind.</returns>
    public RecordSet<T> Records<T>(string kind, JsonTypeInfo<T> saveAs)
        where T : class
    {
        ArgumentException.ThrowIfNullOrEmpty(kind);
        ArgumentNullException.ThrowIfNull(saveAs);
        return new RecordSet<T>(Directory.Engine.Vault, Provider, Directory.PartitionOf("records"), $"record/{kind}/", saveAs);
    }

    /// <summary>Records of things that are open at the service and kept alive by one process; see <see cref="LeasedRecords{T}"/>.</summary>
    /// <typeparam name="T">What it takes to end one.</typeparam>
    /// <param name="kind">Their kind, the same in every release: letters, digits and dashes.</param>
    /// <param name="saveAs">How they are written; secrets need <see cref="GameAuth.Storage.StoredSecretConverter"/>.</param>
    /// <returns>The records of that kind.</returns>
    public LeasedRecords<T> LeasedRecords<T>(string kind, JsonTypeInfo<T> saveAs)
        where T : class => new(Records(kind, saveAs), Services.GetRequiredService<ProcessLease>(), Directory.Log);

    /// <summary>
    /// Says that refreshing the grant prolongs the sign-in: where the application keeps accounts alive (<see cref="GameAuthOptions.KeepAlive"/>), the grant of one that nobody uses is
    /// refreshed before <see cref="Account.SignInExpiresAt"/>.
    /// </summary>
    /// <typeparam name="TGrant">The grant.</typeparam>
    /// <param name="grant">The root of the accounts' chains. Its access token is to end earlier than the time that is left, so that asking for one refreshes it.</param>
    /// <param name="early">How long before the end.</param>
    public void KeepSignedIn<TGrant>(TokenSource<TGrant> grant, TimeSpan early)
        where TGrant : class, IGrantToken =>
        Directory.GrantKeeping = new GrantKeeping(
            early, async (binding, cancellationToken) => await binding.Chain.Entry(grant, audience: null).GetAsync(cancellationToken).ConfigureAwait(false));

    /// <summary>Tells every <see cref="IAuthEventSink"/> of something that only this provider knows of, such as a game session that ended.</summary>
    /// <param name="happened">The event; no secret in it.</param>
    public void Tell(AuthEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        Directory.Engine.Telemetry.Raise(happened);
    }

    /// <summary>Begins an account that needs tokens of the device before the player has answered. Dispose it when the door is through, however it ended.</summary>
    /// <param name="account">The account that the sign-in was asked for with.</param>
    /// <param name="cancellationToken">Ends the wait for the store.</param>
    /// <returns>The account in the making; its <see cref="PendingAccount.BeginAsync"/> takes the place of <see cref="BeginAsync"/>.</returns>
    public async Task<PendingAccount> PrepareAsync(AccountId account, CancellationToken cancellationToken)
    {
        // A grant for an account that is there already stands beside it until the provider has said that it is the same player.
        bool taken = await Directory.FindAsync(account.Key, cancellationToken).ConfigureAwait(false) is not null;
        return new PendingAccount(Directory, taken ? AccountDirectory.NewKey() : account.Key);
    }

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
        PendingAccount pending = await PrepareAsync(account, cancellationToken).ConfigureAwait(false);
        await using (pending.ConfigureAwait(false))
        {
            return await pending.BeginAsync(grant, first, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Takes over the credentials of another program: reads them, stores them sealed, reads them back, and removes the source if that was asked for.
    /// Nothing goes over the wire. A crash at any point leaves the source, or a whole sealed copy; running it again makes no second account.
    /// </summary>
    /// <typeparam name="TGrant">The grant.</typeparam>
    /// <param name="from">Where they are.</param>
    /// <param name="clientId">The registration's client id; what the source says was issued to another one is not taken.</param>
    /// <param name="grant">The root of an account's chain.</param>
    /// <param name="importer">Understands the format.</param>
    /// <param name="options">Whether the source goes.</param>
    /// <param name="cancellationToken">Ends the import between two entries or at a wait for the store.</param>
    /// <returns>What was taken, what was not, and what could not be removed.</returns>
    /// <exception cref="GameAuthConfigurationException"><see cref="CredentialImport.ClientId"/> is not the registration's.</exception>
    /// <exception cref="FileNotFoundException">There is nothing at the path.</exception>
    /// <exception cref="CredentialStoreException">The store failed; the source is as it was.</exception>
    public Task<ImportResult> ImportAsync<TGrant>(
        CredentialImport from, string clientId, TokenSource<TGrant> grant, ICredentialImporter<TGrant> importer, ImportOptions options, CancellationToken cancellationToken)
        where TGrant : class, IToken
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(clientId);
        ArgumentNullException.ThrowIfNull(grant);
        ArgumentNullException.ThrowIfNull(importer);
        ArgumentNullException.ThrowIfNull(options);
        return new ImportRun<TGrant>(Directory, grant, importer, from, clientId, options).RunAsync(cancellationToken);
    }

    private TokenChain ChainOf(TokenSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Scope is not TokenScope.Account
            ? Directory.RegistrationChain.For(source)
            : throw new ArgumentException($"The tokens of '{source.Name}' belong to accounts; ask an account for one.", nameof(source));
    }
}
