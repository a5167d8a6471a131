using GameAuth.Providers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GameAuth.Hytale;

/// <summary>Puts a validator into a host, once for each registration.</summary>
internal static class HytaleTokenServices
{
    private const string Default = "default";

    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>The client that fetches keys; it never carries a token.</summary>
    public static string ClientName(string registration) => $"{GameAuthClientNames.Auth(HytaleDefaults.Provider, registration)}.keys";

    /// <summary>For accounts: their section is the validator's too, whoever was added first.</summary>
    public static void Add(IServiceCollection services, string registration, Func<IServiceProvider, IConfiguration?> section)
    {
        services.AddKeyedSingleton(registration, new HytaleTokenSection(section));
        AddOnce(services, registration);
    }

    /// <summary>For a host that may have no accounts: the host's own section, unless accounts bring one.</summary>
    public static void AddDefault(IServiceCollection services)
    {
        services.TryAddKeyedSingleton(
            Default, new HytaleTokenSection(static host => host.GetService<IConfiguration>()?.GetSection(HytaleDefaults.ConfigurationSection)));
        AddOnce(services, Default);
    }

    /// <summary>Sets options on top of the configuration.</summary>
    public static void Configure(IServiceCollection services, Action<HytaleTokenValidationOptions> configure) => services.Configure(Default, configure);

    private static void AddOnce(IServiceCollection services, string registration)
    {
        if (services.Any(one => one.IsKeyedService && one.ServiceType == typeof(HytaleTokenValidator) && registration.Equals(one.ServiceKey)))
        {
            return;
        }

        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<HytaleTokenValidationOptions>, HytaleTokenValidationOptionsValidator>());
        services.AddOptions<HytaleTokenValidationOptions>(registration)
            .Configure<IServiceProvider>((options, host) => Bind(options, registration, host))
            .ValidateOnStart();
        services.AddHttpClient(ClientName(registration), static client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(static () => CreateHandler())
            .RemoveAllLoggers();
        services.AddKeyedSingleton(registration, (host, _) => Create(host, registration));
        if (registration == Default)
        {
            services.TryAddSingleton(static host => host.GetRequiredKeyedService<HytaleTokenValidator>(Default));
        }
    }

    private static void Bind(HytaleTokenValidationOptions options, string registration, IServiceProvider host)
    {
        IConfiguration? section = host.GetRequiredKeyedService<HytaleTokenSection>(registration).Find(host);
        options.AllowLoopbackHttp = host.GetService<IOptions<GameAuthOptions>>()?.Value.AllowLoopbackHttp == true
            || host.GetService<IConfiguration>()?["GameAuth:AllowLoopbackHttp"] is { } text && bool.TryParse(text, out bool allowed) && allowed;
        HytaleOptions shared = new();
        RegistrationConfiguration.Read(HytaleDefaults.Provider, registration, section, one => one.Bind(shared));
        options.SessionService = shared.EndpointOf(HytaleEndpoint.Sessions);
        RegistrationConfiguration.Read(HytaleDefaults.Provider, registration, section, one => one.GetSection("TokenValidation").Bind(options));
    }

    private static HytaleTokenValidator Create(IServiceProvider host, string registration)
    {
        HytaleTokenValidationOptions options = Options(host, registration);
        TimeProvider time = host.GetRequiredService<TimeProvider>();
        Exchange channel = new(
            host.GetRequiredService<IHttpClientFactory>().CreateClient(ClientName(registration)),
            host.GetService<IRequestPacer>() ?? new RequestPacer(new RequestPacerOptions(), time),
            new ServerClock(time),
            HytaleDefaults.Provider,
            host.GetRequiredService<ILoggerFactory>().CreateLogger<Exchange>());

        // A sink that hears the engine alone must not cost a refusal its event.
        IEnumerable<IAuthEventSink> sinks = host.GetServices<IAuthEventSink>().Where(static sink => sink is not HytaleMintWatch);
        return new HytaleTokenValidator(new PublishedKeys(channel, options.SessionService).FetchAsync, options, sinks, time);
    }

    private static HytaleTokenValidationOptions Options(IServiceProvider host, string registration)
    {
        try
        {
            return host.GetRequiredService<IOptionsMonitor<HytaleTokenValidationOptions>>().Get(registration);
        }
        catch (OptionsValidationException invalid)
        {
            throw new GameAuthConfigurationException(string.Join(' ', invalid.Failures)) { Provider = HytaleDefaults.Provider, Step = "options" };
        }
    }

    private static SocketsHttpHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = System.Net.DecompressionMethods.All,
        PooledConnectionLifetime = ConnectionLifetime,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        ActivityHeadersPropagator = System.Diagnostics.DistributedContextPropagator.CreateNoOutputPropagator(),
        MaxResponseDrainSize = 0,
    };
}
