using GameAuth;
using GameAuth.Hytale;
using GameAuth.Providers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the validation of Hytale's tokens to a host that needs no account of its own.</summary>
public static class HytaleTokenValidationExtensions
{
    private const string Default = "default";

    /// <summary>
    /// Adds a <see cref="HytaleTokenValidator"/>, set by the section <c>GameAuth:Hytale:TokenValidation</c> of the host's configuration where there is one; the address of the keys is
    /// <c>GameAuth:Hytale:Endpoints:sessions</c>. <c>AddHytale</c> adds one for each registration, set by the section that it is given, so a host that has accounts needs this for the options of <c>default</c> only,
    /// before or after; those of another registration are set by its name (<c>services.Configure&lt;HytaleTokenValidationOptions&gt;("second", ...)</c>).
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets the options, on top of the configuration; null for the configuration alone.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddHytaleTokenValidation(this IServiceCollection services, Action<HytaleTokenValidationOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);

        // The host's own section, unless accounts bring one.
        services.TryAddKeyedSingleton(
            Default, new ValidationSection(static host => host.GetService<IConfiguration>()?.GetSection(HytaleDefaults.ConfigurationSection)));
        AddOnce(services, Default);
        if (configure is not null)
        {
            services.Configure(Default, configure);
        }

        return services;
    }

    /// <summary>For accounts: their section is the validator's too, whichever was added first.</summary>
    internal static void AddHytaleTokenValidation(this IServiceCollection services, string registration, Func<IServiceProvider, IConfiguration?> section)
    {
        services.AddKeyedSingleton(registration, new ValidationSection(section));
        AddOnce(services, registration);
    }

    /// <summary>The name of the client that fetches keys; it never carries a token.</summary>
    internal static string KeyClientName(string registration) => $"{GameAuthClientNames.Auth(HytaleDefaults.Provider, registration)}.keys";

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
        services.AddProviderClient(KeyClientName(registration));
        services.AddKeyedSingleton(registration, (host, _) => Create(host, registration));
        if (registration == Default)
        {
            services.TryAddSingleton(static host => host.GetRequiredKeyedService<HytaleTokenValidator>(Default));
        }
    }

    private static void Bind(HytaleTokenValidationOptions options, string registration, IServiceProvider host)
    {
        IConfiguration? section = host.GetRequiredKeyedService<ValidationSection>(registration).Find(host);
        options.AllowLoopbackHttp = host.GetService<IOptions<GameAuthOptions>>()?.Value.AllowLoopbackHttp == true
            || host.GetService<IConfiguration>()?["GameAuth:AllowLoopbackHttp"] is { } text && bool.TryParse(text, out bool allowed) && allowed;
        HytaleOptions shared = new();
        RegistrationConfiguration.Read(HytaleDefaults.Provider, registration, section, one => one.Bind(shared));
        options.SessionService = shared.EndpointOf(HytaleEndpoint.Sessions);
        RegistrationConfiguration.Read(HytaleDefaults.Provider, registration, section, one => one.GetSection("TokenValidation").Bind(options));
    }

    private static HytaleTokenValidator Create(IServiceProvider host, string registration)
    {
        HytaleTokenValidationOptions options = host.GetRequiredService<IOptionsMonitor<HytaleTokenValidationOptions>>().Get(registration);
        TimeProvider time = host.GetRequiredService<TimeProvider>();
        Exchange channel = new(
            host.GetRequiredService<IHttpClientFactory>().CreateClient(KeyClientName(registration)),
            host.GetService<IRequestPacer>() ?? new RequestPacer(new RequestPacerOptions(), time),
            new ServerClock(time),
            HytaleDefaults.Provider,
            host.GetRequiredService<ILoggerFactory>().CreateLogger<Exchange>());
        return new HytaleTokenValidator(new JwksEndpoint(channel, options.SessionService).FetchAsync, options, host.GetServices<IAuthEventSink>(), time);
    }


    // Where a registration's validator finds its configuration. The last one that was added counts, and accounts always add theirs.
    private sealed record ValidationSection(Func<IServiceProvider, IConfiguration?> Find);
}
