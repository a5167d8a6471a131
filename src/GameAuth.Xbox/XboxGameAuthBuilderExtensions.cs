using System.Resources;
using GameAuth.Providers;
using GameAuth.Xbox;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds Xbox Live to GameAuth.</summary>
public static class XboxGameAuthBuilderExtensions
{
    private const string Default = "default";

    private static readonly ProviderDescriptor<IXboxAuth, XboxOptions> Xbox = new(XboxDefaults.Provider, "Xbox", static (context, options) => new XboxProvider(context, options))
    {
        Bind = static (section, options) => section.Bind(options),
        Check = XboxOptionsValidator.Check,
        PaceRules = XboxLimits.All.Select(static service => service.Rule),
        Messages = new ResourceManager("GameAuth.Xbox.XboxMessages", typeof(XboxOptions).Assembly),
        AddServices = static (services, registration, _) => AddTokens(services, registration),
    };

    /// <summary>Adds the registration <c>default</c>, set by the section <c>GameAuth:Xbox</c> of the host's configuration.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="GameAuth.GameAuthConfigurationException">The registration is there already.</exception>
    public static GameAuthBuilder AddXbox(this GameAuthBuilder builder) => Xbox.AddTo(builder);

    /// <summary>Adds the registration <c>default</c> from a section, and one for each child of its <c>Registrations</c>, which takes from the section what it does not set itself.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="section">The section, such as <c>GameAuth:Xbox</c>.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="GameAuth.GameAuthConfigurationException">A registration is there already.</exception>
    public static GameAuthBuilder AddXbox(this GameAuthBuilder builder, IConfiguration section) => Xbox.AddTo(builder, section);

    /// <summary>Adds the registration <c>default</c>, set by code on top of the section <c>GameAuth:Xbox</c> of the host's configuration, where there is one.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="GameAuth.GameAuthConfigurationException">The registration is there already.</exception>
    public static GameAuthBuilder AddXbox(this GameAuthBuilder builder, Action<XboxOptions> configure) => Xbox.AddTo(builder, configure);

    /// <summary>Adds a registration by name, set by code on top of the sections <c>GameAuth:Xbox</c> and <c>GameAuth:Xbox:Registrations:{name}</c> of the host's configuration, where there are any.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="registration">The name: part of account ids and of what is stored, so it never changes.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="GameAuth.GameAuthConfigurationException">The registration is there already.</exception>
    public static GameAuthBuilder AddXbox(this GameAuthBuilder builder, string registration, Action<XboxOptions> configure) => Xbox.AddTo(builder, registration, configure);

    /// <summary>Makes a client carry the tokens of a registration's accounts: <c>Authorization: XBL3.0 x={user hash};{token}</c>.</summary>
    /// <param name="client">The client.</param>
    /// <param name="registration">The registration. Default <c>default</c>.</param>
    /// <param name="relyingParty">
    /// Whom the token is for. Null, the default, takes the one of the target's host in the endpoint list (<see cref="XboxOptions.EndpointList"/>): <c>http://xboxlive.com</c> for
    /// most of <c>*.xboxlive.com</c>. One that is named goes to the host that it names and those below it, or to all of <c>xboxlive.com</c> if it is of there. A request to any
    /// other host throws before a token is touched.
    /// </param>
    /// <returns>The same builder.</returns>
    public static IHttpClientBuilder AddXboxAuthentication(this IHttpClientBuilder client, string registration = Default, string? relyingParty = null) =>
        Xbox.AddAuthentication(client, registration, xbox => ((XboxProvider)xbox).AuthenticatorFor(relyingParty));

    /// <summary>The source of XSTS tokens as a service, for links of the application's own.</summary>
    private static void AddTokens(IServiceCollection services, string registration)
    {
        services.AddKeyedSingleton<XstsTokens>(registration, (host, _) => ((XboxProvider)host.GetRequiredKeyedService<IXboxAuth>(registration)).Xsts);
        if (registration is Default)
        {
            services.TryAddSingleton(static host => host.GetRequiredKeyedService<XstsTokens>(Default));
        }
    }
}
