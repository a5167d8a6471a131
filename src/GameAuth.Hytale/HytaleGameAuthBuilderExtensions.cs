using System.Resources;
using GameAuth.Hytale;
using GameAuth.Providers;
using Microsoft.Extensions.Configuration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds Hytale to GameAuth.</summary>
public static class HytaleGameAuthBuilderExtensions
{
    private const string Default = "default";

    private static readonly ProviderDescriptor<IHytaleAuth, HytaleOptions> Hytale = new(HytaleDefaults.Provider, "Hytale", static (context, options) => new HytaleProvider(context, options))
    {
        Bind = static (section, options) => section.Bind(options),
        Check = HytaleOptionsValidator.Check,
        PaceRules = HytaleLimits.Rules,
        Messages = new ResourceManager("GameAuth.Hytale.HytaleMessages", typeof(HytaleOptions).Assembly),
        AddServices = AddServices,
        Sections = ["TokenValidation"],
    };

    /// <summary>Adds the registration <c>default</c>, set by the section <c>GameAuth:Hytale</c> of the host's configuration.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="GameAuth.GameAuthConfigurationException">The registration is there already.</exception>
    public static GameAuthBuilder AddHytale(this GameAuthBuilder builder) => Hytale.AddTo(builder);

    /// <summary>Adds the registration <c>default</c> from a section, and one for each child of its <c>Registrations</c>, which takes from the section what it does not set itself.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="section">The section, such as <c>GameAuth:Hytale</c>.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="GameAuth.GameAuthConfigurationException">A registration is there already.</exception>
    public static GameAuthBuilder AddHytale(this GameAuthBuilder builder, IConfiguration section) => Hytale.AddTo(builder, section);

    /// <summary>Adds the registration <c>default</c>, set by code on top of the section <c>GameAuth:Hytale</c> of the host's configuration, where there is one.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="GameAuth.GameAuthConfigurationException">The registration is there already.</exception>
    public static GameAuthBuilder AddHytale(this GameAuthBuilder builder, Action<HytaleOptions> configure) => Hytale.AddTo(builder, configure);

    /// <summary>Adds a registration by name, set by code on top of the sections <c>GameAuth:Hytale</c> and <c>GameAuth:Hytale:Registrations:{name}</c> of the host's configuration, where there are any.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="registration">The name: part of account ids and of what is stored, so it never changes.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="GameAuth.GameAuthConfigurationException">The registration is there already.</exception>
    public static GameAuthBuilder AddHytale(this GameAuthBuilder builder, string registration, Action<HytaleOptions> configure) => Hytale.AddTo(builder, registration, configure);

    /// <summary>Makes a client carry the access tokens of a registration's accounts: <c>Authorization: Bearer …</c>, to the hosts of its profiles and sessions, or to its gateway.</summary>
    /// <param name="client">The client.</param>
    /// <param name="registration">The registration. Default <c>default</c>.</param>
    /// <returns>The same builder.</returns>
    public static IHttpClientBuilder AddHytaleAuthentication(this IHttpClientBuilder client, string registration = Default) =>
        Hytale.AddAuthentication(client, registration);

    /// <summary>What lives with the host, and the validator of tokens, which takes its keys from the same section.</summary>
    private static void AddServices(IServiceCollection services, string registration, Func<IServiceProvider, IConfiguration?> section)
    {
        services.AddHytaleTokenValidation(registration, section);
    }
}
