using System.Reflection;
using GameAuth.Providers;
using GameAuth.Server;
using GameAuth.Server.Discord;
using GameAuth.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Lets players of Discord in. Used while services are registered, by one thread.</summary>
public static class DiscordServerExtensions
{
    internal const string ClientName = "GameAuth.Server.Discord";

    /// <summary>
    /// Adds Discord: <c>POST /api/auth/discord/exchange</c> takes codes and access tokens of an application of yours. The player's id at Discord is his id at this provider and the claim <c>discord_id</c>;
    /// <c>sub</c> is that id too, unless the application has an <see cref="ISubjectMapper"/>.
    /// </summary>
    /// <param name="builder">The builder of the session server.</param>
    /// <param name="configure">The settings, on top of the configuration's section <c>GameAuth:Discord</c>; null for the configuration alone.</param>
    /// <param name="profile">The profile of its sessions; default: the profile <c>default</c>. <see cref="DiscordServerOptions.ActivityProfile"/> may name another one for Activities.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">It was added before.</exception>
    public static GameAuthServerBuilder AddDiscord(this GameAuthServerBuilder builder, Action<DiscordServerOptions>? configure = null, string profile = "default")
    {
        ArgumentNullException.ThrowIfNull(builder);
        IServiceCollection services = builder.Services;
        builder.AddProvider(DiscordServerOptions.Provider, static host => host.GetRequiredService<DiscordVerifier>(), profile);
        OptionsBuilder<DiscordServerOptions> options = services.AddOptions<DiscordServerOptions>().ValidateOnStart();
        options.Configure<IServiceProvider>(static (settings, host) => DiscordConfiguration.Bind(settings, host.GetService<IConfiguration>()));
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.AddSingleton<IValidateOptions<DiscordServerOptions>, DiscordOptionsValidator>();
        services.AddProviderClient(ClientName);
        AddGuard(services);
        services.AddSingleton(static host => new DiscordApi(
            host.GetRequiredService<IHttpClientFactory>(), host.GetRequiredService<BanGuard>(), Options(host), UserAgentOf(host), host.GetRequiredService<TimeProvider>(),
            host.GetRequiredService<ILogger<DiscordApi>>()));
        services.AddSingleton(static host => new DiscordVerifier(
            host.GetRequiredService<DiscordApi>(), host.GetRequiredService<BanGuard>(), host.GetRequiredService<RefusedTokens>(), Options(host), host.GetRequiredService<TimeProvider>()));
        services.AddSingleton(static host => new WebhookEndpoint(
            host.GetRequiredService<SessionDirectory>(), host.GetRequiredService<ISessionStore>(), host.GetRequiredService<DiscordKeys>(), Options(host),
            host.GetRequiredService<TimeProvider>(), host.GetRequiredService<ILogger<WebhookEndpoint>>()));
        return builder;
    }

    internal static DiscordServerOptions Options(IServiceProvider host) => host.GetRequiredService<IOptions<DiscordServerOptions>>().Value;

    private static void AddGuard(IServiceCollection services)
    {
        services.AddSingleton(static host => new DiscordKeys(host.GetRequiredService<KeyDerivation>()));
        services.AddSingleton(static host => new Breaker(host.GetRequiredService<SteadyClock>()));
        services.AddSingleton(static host => new RefusalBudgets(
            host.GetRequiredService<ISessionStore>(), host.GetRequiredService<DiscordKeys>(), Options(host), host.GetRequiredService<SteadyClock>()));
        services.AddSingleton(static host => new RefusedTokens(host.GetRequiredService<DiscordKeys>(), host.GetRequiredService<SteadyClock>()));
        services.AddSingleton(static host => new BanGuard(host.GetRequiredService<Breaker>(), host.GetRequiredService<RefusalBudgets>(), host.GetRequiredService<ILogger<BanGuard>>()));
    }

    // Discord wants an address at which it can find who asks (reference, "User Agent").
    private static string UserAgentOf(IServiceProvider host)
    {
        Uri? address = Options(host).UserAgentUrl ?? host.GetRequiredService<IOptions<GameAuthServerOptions>>().Value.Issuer;
        string version = typeof(DiscordServerExtensions).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";
        return $"DiscordBot ({address?.GetLeftPart(UriPartial.Path)}, {version})";
    }
}
