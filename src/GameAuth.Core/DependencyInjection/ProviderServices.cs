using System.Diagnostics.CodeAnalysis;
using GameAuth.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace GameAuth.Providers;

/// <summary>Registers what a registration of a provider consists of.</summary>
internal static class ProviderServices
{
    private const string Default = "default";

    public static void Add<TFront, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions>(IServiceCollection services, string registration, ProviderDescriptor<TFront, TOptions> provider)
        where TFront : class
        where TOptions : class
    {
        if (services.Any(known => known.ImplementationInstance is RegisteredProvider other
            && string.Equals(other.Provider, provider.Name, StringComparison.Ordinal)
            && string.Equals(other.Registration, registration, StringComparison.Ordinal)))
        {
            throw new GameAuthConfigurationException($"The registration '{registration}' of {provider.Name} is added twice; give one of them another name.")
            { Provider = provider.Name, Step = "add provider" };
        }

        // The front door sets how handles are made, so whoever opens the directory goes through it.
        Func<IServiceProvider, AccountDirectory> open = host =>
        {
            host.GetRequiredKeyedService<TFront>(registration);
            return host.GetRequiredKeyedService<ProviderContext>(ContextKey(provider.Name, registration)).Directory;
        };
        services.AddSingleton(new RegisteredProvider(provider.Name, registration, open));
        services.AddKeyedSingleton(ContextKey(provider.Name, registration), (host, _) => CreateContext(host, registration, provider));
        services.AddKeyedSingleton(registration, (host, _) => provider.Create(
            host.GetRequiredKeyedService<ProviderContext>(ContextKey(provider.Name, registration)), Options<TOptions>(host, provider.Name, registration)));
        if (string.Equals(registration, Default, StringComparison.Ordinal))
        {
            services.TryAddSingleton(static host => host.GetRequiredKeyedService<TFront>(Default));
        }

        services.AddSingleton(new AuthenticatedClient(GameAuthClientNames.Auth(provider.Name, registration)));
        services.AddHttpClient(GameAuthClientNames.Auth(provider.Name, registration), static client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(static () => PrimaryHandlers.Create())
            .RemoveAllLoggers();
        services.AddHttpClient(GameAuthClientNames.Api(provider.Name, registration))
            .RemoveAllLoggers()
            .AddAccountAuthentication(provider.Name, registration, provider.Scheme);
    }

    public static string ContextKey(string provider, string registration) => $"{provider}/{registration}";

    private static ProviderContext CreateContext<TFront, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions>(IServiceProvider host, string registration, ProviderDescriptor<TFront, TOptions> provider)
        where TFront : class
        where TOptions : class
    {
        Uri issuer = provider.Issuer(Options<TOptions>(host, provider.Name, registration));
        string origin = issuer.GetLeftPart(UriPartial.Authority);
        TokenEngine engine = host.GetRequiredService<TokenEngine>();
        CopiedProfile chosen = host.GetRequiredService<IOptions<GameAuthOptions>>().Value.CopiedProfile;
        CopiedProfileGuard guard = new(
            engine, host.GetRequiredService<IMachineHint>(), provider.Name, AccountDirectory.RegistrationPartition(provider.Name, registration, origin),
            holdsBack: (chosen is CopiedProfile.ProviderDefault ? provider.CopiedProfile : chosen) is CopiedProfile.HoldBack);
        AccountDirectory directory = new(
            engine, provider.Name, registration, origin, guard,
            new Lazy<IAccountClients>(host.GetRequiredService<IAccountClients>),
            new ProofKeys(
                provider.Name, host.GetServices<ProofKeySource>(), host.GetRequiredService<AuthTelemetry>(),
                host.GetRequiredService<Microsoft.Extensions.Logging.ILoggerFactory>().CreateLogger("GameAuth.ProofKeys")),
            host.GetRequiredService<AccountLog>());
        return new ProviderContext(
            directory, host, host.GetRequiredService<IIdGenerator>(), host.GetRequiredService<IRequestPacer>(),
            () => host.GetRequiredService<IHttpClientFactory>().CreateClient(GameAuthClientNames.Auth(provider.Name, registration)));
    }

    private static TOptions Options<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions>(IServiceProvider host, string provider, string registration)
        where TOptions : class
    {
        try
        {
            return host.GetRequiredService<IOptionsMonitor<TOptions>>().Get(registration);
        }
        catch (OptionsValidationException invalid)
        {
            throw new GameAuthConfigurationException(string.Join(' ', invalid.Failures)) { Provider = provider, Step = "options" };
        }
    }
}
