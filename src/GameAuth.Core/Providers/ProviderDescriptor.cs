using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Resources;
using GameAuth.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GameAuth.Providers;

/// <summary>
/// A provider, as a host adds it: what its <c>AddXbox()</c>, <c>AddXboxAuthentication()</c> and kin call, one line each. Sections, named registrations, the default, keyed services,
/// validation, limits and clients are done here.
/// </summary>
/// <typeparam name="TFront">The front door, such as <c>IXboxAuth</c>.</typeparam>
/// <typeparam name="TOptions">The options of a registration.</typeparam>
/// <param name="name">The provider's name: lower-case, part of every row's place, so it never changes.</param>
/// <param name="title">The name as it is written: the configuration section is <c>GameAuth:{title}</c>, and messages begin with it.</param>
/// <param name="create">Opens the front door of a registration: an object that derives from <see cref="Provider{TAccount, TSignIn}"/>. Called once.</param>
/// <remarks>For provider authors: one static object per provider.</remarks>
public sealed class ProviderDescriptor<
    TFront, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor | DynamicallyAccessedMemberTypes.PublicProperties)] TOptions>(
    string name, string title, Func<ProviderContext, TOptions, TFront> create)
    where TFront : class
    where TOptions : ProviderOptions
{
    private const string Default = "default";

    /// <summary>Binds a section to the options: <c>static (section, options) => section.Bind(options)</c>, in the provider's own assembly, so that nothing is bound by reflection.</summary>
    public required Action<IConfiguration, TOptions> Bind { get; init; }

    /// <summary>Checks the provider's own options and says what is wrong, with the fix. Addresses are checked here. Default null: nothing to check.</summary>
    public Action<TOptions, Action<string>>? Check { get; init; }

    /// <summary>The limits of the service. A rule of the application's own goes before them. Default none.</summary>
    public IEnumerable<PaceRule> PaceRules { get; init; } = [];

    /// <summary>
    /// What happens to a profile that was copied from another machine, unless <see cref="GameAuthOptions.CopiedProfile"/> decides. Default <see cref="CopiedProfile.Keep"/>;
    /// <see cref="CopiedProfile.HoldBack"/> for a provider that ends the sign-ins of a device which it meets twice.
    /// </summary>
    public CopiedProfile CopiedProfile { get; init; } = CopiedProfile.Keep;

    /// <summary>The sentences for players about the provider's codes, by keys such as <c>xbox_2148916233</c>. Default null: the family's own sentences.</summary>
    public ResourceManager? Messages { get; init; }

    /// <summary>Sections that <see cref="AddServices"/> reads beside the options. Default none. A key that is neither is told of in the log, since it may be misspelt.</summary>
    public IEnumerable<string> Sections { get; init; } = [];

    /// <summary>Adds services of the provider's own for a registration: its name, and where its section is found. Default null: none.</summary>
    public Action<IServiceCollection, string, Func<IServiceProvider, IConfiguration?>>? AddServices { get; init; }

    /// <summary>Adds the registration <c>default</c>, from the section <c>GameAuth:{title}</c> of the host's configuration.</summary>
    /// <param name="builder">The host's builder.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="GameAuthConfigurationException">The registration is there already.</exception>
    public GameAuthBuilder AddTo(GameAuthBuilder builder) => AddTo(builder, Default, HostSection, configure: null);

    /// <summary>Adds the registration <c>default</c> and those named in <c>Registrations</c>, from a section of the application's own.</summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="section">The section; a named registration takes from it what it does not set.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="GameAuthConfigurationException">A registration is there already.</exception>
    public GameAuthBuilder AddTo(GameAuthBuilder builder, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        foreach (string registration in section.GetSection("Registrations").GetChildren().Select(static one => one.Key).Prepend(Default))
        {
            AddTo(builder, registration, _ => section, configure: null);
        }

        return builder;
    }

    /// <summary>Adds the registration <c>default</c>.</summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="configure">Fills the options, on top of the provider's section of the host's configuration.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="GameAuthConfigurationException">The registration is there already.</exception>
    public GameAuthBuilder AddTo(GameAuthBuilder builder, Action<TOptions> configure) => AddTo(builder, Default, configure);

    /// <summary>Adds a named registration: its front door as a keyed service, its options by name, its clients.</summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="registration">The registration's name; <c>default</c> is also the front door without a key.</param>
    /// <param name="configure">Fills the options, on top of the provider's section of the host's configuration.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="GameAuthConfigurationException">The registration is there already.</exception>
    public GameAuthBuilder AddTo(GameAuthBuilder builder, string registration, Action<TOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return AddTo(builder, registration, HostSection, configure);
    }

    /// <summary>Makes a client of any kind carry the tokens of a registration's accounts.</summary>
    /// <param name="client">The client.</param>
    /// <param name="registration">The registration's name.</param>
    /// <param name="authenticator">Takes an authenticator of an audience of its own from the front door, the same one each time; null for the registration's.</param>
    /// <returns>
    /// The same builder. The primary handler follows no redirects and keeps no cookies; one of your own is checked at start. Handlers of the application's own stand above the exchange, so that
    /// each request that they send takes its own permit, ids and token. Bodies that are read whole are capped at 16 MiB unless the client says otherwise.
    /// </returns>
    public IHttpClientBuilder AddAuthentication(IHttpClientBuilder client, string registration = Default, Func<TFront, RequestAuthenticator>? authenticator = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        client.Services.AddSingleton(new AuthenticatedClient(client.Name));
        client.Services.Configure<AuthenticatedClientOptions>(client.Name, options => options.Directory = host => DirectoryOf(host, registration));
        client.Services.Configure<HttpClientFactoryOptions>(client.Name, static options =>
        {
            // First, so that a primary handler of the application's own comes after and wins (and is checked).
            options.HttpMessageHandlerBuilderActions.Insert(0, static pipeline => pipeline.PrimaryHandler = PrimaryHandlers.Create());
            options.HttpClientActions.Insert(0, static made => made.MaxResponseContentBufferSize = ProviderResponse.MaxApiBody);
            options.HttpClientActions.Add(static made => made.Timeout = Timeout.InfiniteTimeSpan);
        });

        // Around the handler that meets the network, and so below every other one: no handler and no logger of the application's ever sees a token.
        client.Services.PostConfigure<HttpClientFactoryOptions>(client.Name, options => options.HttpMessageHandlerBuilderActions.Add(pipeline =>
        {
            TFront front = pipeline.Services.GetRequiredKeyedService<TFront>(registration);
            pipeline.PrimaryHandler = new ExchangeHandler(
                authenticator?.Invoke(front) ?? ((IProviderFront)front).Authenticator,
                pipeline.Services.GetRequiredService<ExchangeServices>(),
                DirectoryOf(pipeline.Services, registration),
                OptionsOf(pipeline.Services, registration).Loopback(name))
            { InnerHandler = pipeline.PrimaryHandler };
        }));
        return client;
    }

    private GameAuthBuilder AddTo(GameAuthBuilder builder, string registration, Func<IServiceProvider, IConfiguration?> section, Action<TOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(registration);
        IServiceCollection services = builder.Services;
        RegisteredProvider[] known =
            [.. services.Select(static one => one.ImplementationInstance).OfType<RegisteredProvider>().Where(one => string.Equals(one.Provider, name, StringComparison.Ordinal))];
        if (known.Any(one => string.Equals(one.Registration, registration, StringComparison.Ordinal)))
        {
            throw new GameAuthConfigurationException($"The registration '{registration}' of {name} is added twice; give one of them another name.")
            { Provider = name, Step = "add provider" };
        }

        if (known.Length == 0)
        {
            AddProvider(services);
        }

        AddRegistration(services, registration, section);
        AddOptions(services, registration, section, configure);
        AddServices?.Invoke(services, registration, section);
        return builder;
    }

    /// <summary>What all registrations of the provider share.</summary>
    private void AddProvider(IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<TOptions>>(host => new ProviderOptionsValidator<TOptions>(name, title, Check, host));
        services.Configure<RequestPacerOptions>(options =>
        {
            // First in the list, so that a rule of the application's own holds, whenever it was added.
            foreach (PaceRule rule in PaceRules)
            {
                options.Rules.Insert(0, rule);
            }
        });
        if (Messages is not null)
        {
            UserMessageSource.AddFallback(FindMessage);
        }
    }

    private void AddRegistration(IServiceCollection services, string registration, Func<IServiceProvider, IConfiguration?> section)
    {
        services.AddSingleton(new RegisteredProvider(name, registration, host => DirectoryOf(host, registration)) { Title = title, Section = section, Keys = KeysOfSection });
        services.AddKeyedSingleton(ContextKey(registration), (host, _) => CreateContext(host, registration));
        services.AddKeyedSingleton(registration, (host, _) => create(host.GetRequiredKeyedService<ProviderContext>(ContextKey(registration)), OptionsOf(host, registration)));
        if (string.Equals(registration, Default, StringComparison.Ordinal))
        {
            services.TryAddSingleton(static host => host.GetRequiredKeyedService<TFront>(Default));
        }

        services.AddProviderClient(GameAuthClientNames.Auth(name, registration));
        AddAuthentication(services.AddHttpClient(GameAuthClientNames.Api(name, registration)).RemoveAllLoggers(), registration);
    }

    private void AddOptions(IServiceCollection services, string registration, Func<IServiceProvider, IConfiguration?> section, Action<TOptions>? configure)
    {
        OptionsBuilder<TOptions> options = services.AddOptions<TOptions>(registration).ValidateOnStart().Configure<IServiceProvider>((made, host) =>
            RegistrationConfiguration.Read(name, registration, section(host), one => Bind(one, made)));
        if (configure is not null)
        {
            options.Configure(configure);
        }
    }

    private ProviderContext CreateContext(IServiceProvider host, string registration)
    {
        GameAuthOptions family = host.GetRequiredService<IOptions<GameAuthOptions>>().Value;
        TOptions options = OptionsOf(host, registration);
        string origin = options.Origin;
        TokenEngine engine = host.GetRequiredService<TokenEngine>();
        ILoggerFactory logs = host.GetRequiredService<ILoggerFactory>();
        CopiedProfileGuard guard = new(
            engine, host.GetRequiredService<IMachineHint>(), name, AccountDirectory.RegistrationPartition(name, registration, origin),
            holdsBack: (family.CopiedProfile is CopiedProfile.ProviderDefault ? CopiedProfile : family.CopiedProfile) is CopiedProfile.HoldBack);
        AccountDirectory directory = new(
            engine, name, registration, origin, guard,
            new Lazy<IAccountClients>(host.GetRequiredService<IAccountClients>),
            new ProofKeys(name, host.GetServices<ProofKeySource>(), host.GetRequiredService<AuthTelemetry>(), logs.CreateLogger("GameAuth.ProofKeys")),
            host.GetRequiredService<AccountLog>());
        IHttpClientFactory clients = host.GetRequiredService<IHttpClientFactory>();
        return new ProviderContext(directory, host, host.GetRequiredService<ExchangeServices>(), logs.CreateLogger($"GameAuth.{title}"))
        {
            AllowLoopback = family.AllowLoopbackHttp,
            Loopback = options.Loopback(name),
            CreateAuthClient = () => clients.CreateClient(GameAuthClientNames.Auth(name, registration)),
            CreateApiClient = () => clients.CreateClient(GameAuthClientNames.Api(name, registration)),
        };
    }

    /// <summary>The accounts of a registration. The front door sets how handles are made, so whoever opens the directory goes through it.</summary>
    private AccountDirectory DirectoryOf(IServiceProvider host, string registration)
    {
        host.GetRequiredKeyedService<TFront>(registration);
        return host.GetRequiredKeyedService<ProviderContext>(ContextKey(registration)).Directory;
    }

    private static TOptions OptionsOf(IServiceProvider host, string registration) => host.GetRequiredService<IOptionsMonitor<TOptions>>().Get(registration);

    private KnownKeys KeysOfSection()
    {
        KnownKeys keys = KnownKeys.Of<TOptions>();
        foreach (string more in Sections)
        {
            keys[more] = null;
        }

        return keys;
    }

    private string ContextKey(string registration) => $"{name}/{registration}";

    private IConfigurationSection? HostSection(IServiceProvider host) => host.GetService<IConfiguration>()?.GetSection($"GameAuth:{title}");

    private string? FindMessage(string key) =>
        key.StartsWith(name, StringComparison.Ordinal) && key.Length > name.Length && key[name.Length] == '_' ? Messages!.GetString(key, CultureInfo.CurrentUICulture) : null;
}
