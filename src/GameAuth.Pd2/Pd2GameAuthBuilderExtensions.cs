using System.Resources;
using GameAuth.Pd2;
using GameAuth.Providers;
using Microsoft.Extensions.Configuration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds Project Diablo 2 to GameAuth.</summary>
public static class Pd2GameAuthBuilderExtensions
{
    private const string Default = "default";

    private static readonly ProviderDescriptor<IPd2Auth, Pd2Options> Pd2 = new(Pd2Defaults.Provider, "Pd2", static (context, options) => new Pd2Provider(context, options))
    {
        Bind = static (section, options) => section.Bind(options),
        Check = Pd2OptionsValidator.Check,
        PaceRules = Pd2Limits.Rules,
        Messages = new ResourceManager("GameAuth.Pd2.Pd2Messages", typeof(Pd2Options).Assembly),
    };

    /// <summary>Adds the registration <c>default</c>, set by the section <c>GameAuth:Pd2</c> of the host's configuration.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="GameAuth.GameAuthConfigurationException">The registration is there already.</exception>
    public static GameAuthBuilder AddPd2(this GameAuthBuilder builder) => Pd2.AddTo(builder);

    /// <summary>Adds the registration <c>default</c> from a section, and one for each child of its <c>Registrations</c>, which takes from the section what it does not set itself.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="section">The section, such as <c>GameAuth:Pd2</c>.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="GameAuth.GameAuthConfigurationException">A registration is there already.</exception>
    public static GameAuthBuilder AddPd2(this GameAuthBuilder builder, IConfiguration section) => Pd2.AddTo(builder, section);

    /// <summary>Adds the registration <c>default</c>, set by code on top of the section <c>GameAuth:Pd2</c> of the host's configuration, where there is one.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="GameAuth.GameAuthConfigurationException">The registration is there already.</exception>
    public static GameAuthBuilder AddPd2(this GameAuthBuilder builder, Action<Pd2Options> configure) => Pd2.AddTo(builder, configure);

    /// <summary>Adds a registration by name, set by code on top of the sections <c>GameAuth:Pd2</c> and <c>GameAuth:Pd2:Registrations:{name}</c> of the host's configuration, where there are any.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="registration">The name: part of account ids and of what is stored, so it never changes.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="GameAuth.GameAuthConfigurationException">The registration is there already.</exception>
    public static GameAuthBuilder AddPd2(this GameAuthBuilder builder, string registration, Action<Pd2Options> configure) => Pd2.AddTo(builder, registration, configure);

    /// <summary>
    /// Makes a client carry the tokens of a registration's accounts to the REST services, under the limits of the service. Website tokens go there only with
    /// <see cref="Pd2Options.SendWebsiteTokenOverRest"/>.
    /// </summary>
    /// <param name="client">The client.</param>
    /// <param name="registration">The registration. Default <c>default</c>.</param>
    /// <returns>The same builder.</returns>
    public static IHttpClientBuilder AddPd2Authentication(this IHttpClientBuilder client, string registration = Default) => Pd2.AddAuthentication(client, registration);
}
