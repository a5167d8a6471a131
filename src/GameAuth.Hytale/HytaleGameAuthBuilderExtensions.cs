using GameAuth.Hytale;
using GameAuth.Providers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds Hytale to GameAuth.</summary>
public static class HytaleGameAuthBuilderExtensions
{
    private const string Default = "default";

    private static readonly ProviderDescriptor<IHytaleAuth, HytaleOptions> Hytale = new()
    {
        Name = HytaleDefaults.Provider,
        Issuer = static options => options.Issuer,
        Create = static (context, options) => new HytaleProvider(context, options),
        Scheme = static hytale => ((HytaleProvider)hytale).Scheme,
    };

    /// <summary>Adds the registration <c>default</c>, set by the section <c>GameAuth:Hytale</c> of the host's configuration.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="GameAuth.GameAuthConfigurationException">The registration is there already.</exception>
    public static GameAuthBuilder AddHytale(this GameAuthBuilder builder) => Add(builder, Default, HostSection);

    /// <summary>Adds the registration <c>default</c> from a section, and one for each child of its <c>Registrations</c>, which takes from the section what it does not set itself.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="section">The section, such as <c>GameAuth:Hytale</c>.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="GameAuth.GameAuthConfigurationException">A registration is there already.</exception>
    public static GameAuthBuilder AddHytale(this GameAuthBuilder builder, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        Add(builder, Default, _ => section);
        foreach (IConfigurationSection registration in section.GetSection("Registrations").GetChildren())
        {
            Add(builder, registration.Key, _ => section);
        }

        return builder;
    }

    /// <summary>Adds the registration <c>default</c>, set by code on top of the section <c>GameAuth:Hytale</c> of the host's configuration, where there is one.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="GameAuth.GameAuthConfigurationException">The registration is there already.</exception>
    public static GameAuthBuilder AddHytale(this GameAuthBuilder builder, Action<HytaleOptions> configure) => AddHytale(builder, Default, configure);

    /// <summary>Adds a registration by name, set by code on top of the sections <c>GameAuth:Hytale</c> and <c>GameAuth:Hytale:Registrations:{name}</c> of the host's configuration, where there are any.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="registration">The name: part of account ids and of what is stored, so it never changes.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="GameAuth.GameAuthConfigurationException">The registration is there already.</exception>
    public static GameAuthBuilder AddHytale(this GameAuthBuilder builder, string registration, Action<HytaleOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        Add(builder, registration, HostSection);
        builder.Services.Configure(registration, configure);
        return builder;
    }

    /// <summary>Makes a client carry the access tokens of a registration's accounts: <c>Authorization: Bearer …</c>, to the hosts of its profiles and sessions, or to its gateway.</summary>
    /// <param name="client">The client.</param>
    /// <param name="registration">The registration. Default <c>default</c>.</param>
    /// <returns>The same builder.</returns>
    public static IHttpClientBuilder AddHytaleAuthentication(this IHttpClientBuilder client, string registration = Default) =>
        client.AddAccountAuthentication<IHytaleAuth>(HytaleDefaults.Provider, registration, static hytale => ((HytaleProvider)hytale).Scheme);

    private static GameAuthBuilder Add(GameAuthBuilder builder, string registration, Func<IServiceProvider, IConfiguration?> section)
    {
        ArgumentNullException.ThrowIfNull(builder);
        IServiceCollection services = builder.Services;
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<HytaleOptions>, HytaleOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<RequestPacerOptions>, HytalePaceRules>());
        services.TryAddSingleton<HytaleMintWatch>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<GameAuth.IAuthEventSink, HytaleMintWatch>(static host => host.GetRequiredService<HytaleMintWatch>()));
        services.TryAddSingleton<HytaleLifetime>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, HytaleLifetime>(static host => host.GetRequiredService<HytaleLifetime>()));
        builder.AddProvider(registration, Hytale);
        services.AddHytaleTokenValidation(registration, section);
        services.AddOptions<HytaleOptions>(registration).Configure<IServiceProvider>((options, host) =>
            RegistrationConfiguration.Read(HytaleDefaults.Provider, registration, section(host), one => one.Bind(options)));
        return builder;
    }

    private static IConfigurationSection? HostSection(IServiceProvider host) =>
        host.GetService<IConfiguration>()?.GetSection(HytaleDefaults.ConfigurationSection);
}
