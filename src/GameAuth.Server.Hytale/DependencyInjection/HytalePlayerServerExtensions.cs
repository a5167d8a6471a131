using GameAuth;
using GameAuth.Hytale;
using GameAuth.Server;
using GameAuth.Server.Hytale;
using GameAuth.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Lets players of Hytale in. Used while services are registered, by one thread.</summary>
public static class HytalePlayerServerExtensions
{
    private const string Section = "GameAuth:HytalePlayers";

    /// <summary>
    /// Adds <c>POST /api/auth/hytale-player/exchange</c> for game servers and their companions: its member <c>server_access_token</c> is the access token that Hytale gave the player's client for this server's
    /// audience. It is bound to the client certificate of the connection, and each is taken once. The subject is <c>hytale-player:profile</c>; the claims <c>hytale_profile</c> and <c>hytale_username</c> say who it is.
    /// </summary>
    /// <param name="builder">The builder of the session server.</param>
    /// <param name="configure">The settings, on top of the configuration's section <c>GameAuth:HytalePlayers</c>; null for the configuration alone.</param>
    /// <param name="profile">The profile of their sessions; default: the profile <c>default</c>.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">It was added before.</exception>
    public static GameAuthServerBuilder AddHytalePlayers(this GameAuthServerBuilder builder, Action<HytalePlayerOptions>? configure = null, string profile = "default")
    {
        ArgumentNullException.ThrowIfNull(builder);
        IServiceCollection services = builder.Services;
        builder.AddProvider(HytalePlayerOptions.Provider, static host => host.GetRequiredService<HytalePlayerVerifier>(), profile);
        OptionsBuilder<HytalePlayerOptions> options = services.AddOptions<HytalePlayerOptions>().ValidateOnStart();
        options.Configure<IServiceProvider>(static (settings, host) => Bind(settings, host.GetService<IConfiguration>()));
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.AddSingleton<IValidateOptions<HytalePlayerOptions>, PlayerOptionsValidator>();
        services.AddHytaleTokenValidation();
        services.AddSingleton(static host =>
        {
            HytalePlayerOptions settings = host.GetRequiredService<IOptions<HytalePlayerOptions>>().Value;
            return new HytalePlayerVerifier(
                host.GetRequiredKeyedService<HytaleTokenValidator>(settings.Registration), host.GetRequiredService<ISessionStore>(), host.GetRequiredService<KeyDerivation>(), settings, host.GetRequiredService<TimeProvider>());
        });
        return builder;
    }

    private static void Bind(HytalePlayerOptions options, IConfiguration? configuration)
    {
        try
        {
            configuration?.GetSection(Section).Bind(options);
        }
        catch (InvalidOperationException unreadable)
        {
            throw new GameAuthConfigurationException($"{Section}: {unreadable.Message} Mend that value of the configuration.") { Step = "options" };
        }
    }

    /// <summary>Checks the options, with the fix in every message.</summary>
    private sealed class PlayerOptionsValidator(IServiceProvider host) : IValidateOptions<HytalePlayerOptions>
    {
        public ValidateOptionsResult Validate(string? name, HytalePlayerOptions options)
        {
            if (options.Audience is not { Length: > 0 })
            {
                throw Wrong("Audience is missing: set it to the audience that this server gives Hytale for its tokens.");
            }

            if (host.GetService<IServiceProviderIsKeyedService>()?.IsKeyedService(typeof(HytaleTokenValidator), options.Registration) == false)
            {
                throw Wrong($"there is no registration '{options.Registration}' of Hytale: set Registration to one that AddHytale() has added, or to 'default'.");
            }

            return ValidateOptionsResult.Success;
        }

        private static GameAuthConfigurationException Wrong(string what) => new($"{Section}: {what}") { Step = "options" };
    }
}
