using System.Resources;
using GameAuth.Discord;
using GameAuth.Providers;
using Microsoft.Extensions.Configuration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds sign-in by Discord at a game's own backend to GameAuth.</summary>
public static class DiscordGameAuthBuilderExtensions
{
    private const string Default = "default";

    private static readonly ProviderDescriptor<IDiscordAuth, DiscordOptions> Discord = new(DiscordDefaults.Provider, "Discord", static (context, options) => new DiscordProvider(context, options))
    {
        Bind = static (section, options) => section.Bind(options),
        Check = DiscordOptionsValidator.Check,
        PaceRules = DiscordLimits.Rules,

        // A host that is the backend too has these of GameAuth.Server.Discord in the same section.
        Sections =
        [
            "AcceptAccessTokens", "ActivityProfile", "BotToken", "ClientSecret", "CodeBudget", "Endpoint", "InstanceBudget", "PublicKey", "RedirectUris", "RequireActivityInstance", "RequireProxySignature",
            "Timeout", "TokenBudget", "UserAgentUrl",
        ],
        Messages = new ResourceManager("GameAuth.Discord.DiscordMessages", typeof(DiscordOptions).Assembly),
    };

    /// <summary>Adds the registration <c>default</c>, set by the section <c>GameAuth:Discord</c> of the host's configuration.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="GameAuth.GameAuthConfigurationException">The registration is there already.</exception>
    public static GameAuthBuilder AddDiscord(this GameAuthBuilder builder) => Discord.AddTo(builder);

    /// <summary>Adds the registration <c>default</c> from a section, and one for each child of its <c>Registrations</c>, which takes from the section what it does not set itself.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="section">The section, such as <c>GameAuth:Discord</c>.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="GameAuth.GameAuthConfigurationException">A registration is there already.</exception>
    public static GameAuthBuilder AddDiscord(this GameAuthBuilder builder, IConfiguration section) => Discord.AddTo(builder, section);

    /// <summary>Adds the registration <c>default</c>, set by code on top of the section <c>GameAuth:Discord</c> of the host's configuration, where there is one.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="GameAuth.GameAuthConfigurationException">The registration is there already.</exception>
    public static GameAuthBuilder AddDiscord(this GameAuthBuilder builder, Action<DiscordOptions> configure) => Discord.AddTo(builder, configure);

    /// <summary>Adds a registration by name, set by code on top of the sections <c>GameAuth:Discord</c> and <c>GameAuth:Discord:Registrations:{name}</c> of the host's configuration, where there are any.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="registration">The name: part of account ids and of what is stored, so it never changes.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="GameAuth.GameAuthConfigurationException">The registration is there already.</exception>
    public static GameAuthBuilder AddDiscord(this GameAuthBuilder builder, string registration, Action<DiscordOptions> configure) => Discord.AddTo(builder, registration, configure);

    /// <summary>Makes a client carry the access tokens of a registration's accounts to the backend, with a proof of the key where they are bound to it. They go to no other origin.</summary>
    /// <param name="client">The client.</param>
    /// <param name="registration">The registration. Default <c>default</c>.</param>
    /// <returns>The same builder.</returns>
    public static IHttpClientBuilder AddDiscordAuthentication(this IHttpClientBuilder client, string registration = Default) => Discord.AddAuthentication(client, registration);
}
