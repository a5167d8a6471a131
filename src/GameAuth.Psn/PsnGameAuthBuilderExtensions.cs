using System.Resources;
using GameAuth;
using GameAuth.Providers;
using GameAuth.Psn;
using Microsoft.Extensions.Configuration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the PlayStation Network to GameAuth.</summary>
public static class PsnGameAuthBuilderExtensions
{
    private const string Default = "default";

    private static readonly ProviderDescriptor<IPsnAuth, PsnOptions> Psn = new(PsnDefaults.Provider, "Psn", static (context, options) => new PsnProvider(context, options))
    {
        Bind = static (section, options) => section.Bind(options),
        Check = PsnOptionsValidator.Check,
        PaceRules = PsnLimits.Rules,
        CopiedProfile = CopiedProfile.HoldBack,
        Messages = new ResourceManager("GameAuth.Psn.PsnMessages", typeof(PsnOptions).Assembly),
    };

    /// <summary>Adds the registration <c>default</c>, set by the section <c>GameAuth:Psn</c> of the host's configuration.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="GameAuth.GameAuthConfigurationException">The registration is there already.</exception>
    public static GameAuthBuilder AddPsn(this GameAuthBuilder builder) => Psn.AddTo(builder);

    /// <summary>Adds the registration <c>default</c> from a section, and one for each child of its <c>Registrations</c>, which takes from the section what it does not set itself.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="section">The section, such as <c>GameAuth:Psn</c>.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="GameAuth.GameAuthConfigurationException">A registration is there already.</exception>
    public static GameAuthBuilder AddPsn(this GameAuthBuilder builder, IConfiguration section) => Psn.AddTo(builder, section);

    /// <summary>Adds the registration <c>default</c>, set by code on top of the section <c>GameAuth:Psn</c> of the host's configuration, where there is one.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="GameAuth.GameAuthConfigurationException">The registration is there already.</exception>
    public static GameAuthBuilder AddPsn(this GameAuthBuilder builder, Action<PsnOptions> configure) => Psn.AddTo(builder, configure);

    /// <summary>Adds a registration by name, set by code on top of the sections <c>GameAuth:Psn</c> and <c>GameAuth:Psn:Registrations:{name}</c> of the host's configuration, where there are any.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="registration">The name: part of account ids and of what is stored, so it never changes.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="GameAuth.GameAuthConfigurationException">The registration is there already.</exception>
    public static GameAuthBuilder AddPsn(this GameAuthBuilder builder, string registration, Action<PsnOptions> configure) => Psn.AddTo(builder, registration, configure);

    /// <summary>Makes a client carry the access tokens of a registration's accounts, and the ids of its requests, to the hosts of the API, under the registration's limits.</summary>
    /// <param name="client">The client.</param>
    /// <param name="registration">The registration. Default <c>default</c>.</param>
    /// <returns>The same builder.</returns>
    public static IHttpClientBuilder AddPsnAuthentication(this IHttpClientBuilder client, string registration = Default) => Psn.AddAuthentication(client, registration);
}
