using GameAuth;
using GameAuth.Hytale;
using GameAuth.Providers;
using GameAuth.Server;
using GameAuth.Server.Hytale;
using GameAuth.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the Hytale gateway to a session server. Used while services are registered, by one thread.</summary>
public static class HytaleGatewayServerExtensions
{
    /// <summary>
    /// Adds the gateway: it signs owners of Hytale accounts in for its callers, keeps their grants to itself, and keeps game sessions alive on every node of the server. It stands on <c>AddHytale()</c> of the
    /// family and on the session server's store; <c>app.MapHytaleGateway()</c> maps its endpoints. Callers get tokens of the session server, by the profile <see cref="HytaleGatewayOptions.Profile"/>: an access
    /// token for an hour, a refresh token for 30 days.
    /// </summary>
    /// <param name="builder">The builder of the session server.</param>
    /// <param name="configure">The settings, on top of the configuration's section <c>GameAuth:HytaleGateway</c>; null for the configuration alone.</param>
    /// <returns>The same builder.</returns>
    public static GameAuthServerBuilder AddHytaleGateway(this GameAuthServerBuilder builder, Action<HytaleGatewayOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        IServiceCollection services = builder.Services;
        OptionsBuilder<HytaleGatewayOptions> options = services.AddOptions<HytaleGatewayOptions>().ValidateOnStart();
        if (!services.Any(static service => service.ServiceType == typeof(GatewayWorker)))
        {
            options.Configure<IServiceProvider>(static (settings, host) => GatewayConfiguration.Bind(settings, host.GetService<IConfiguration>()));
            services.AddSingleton<IValidateOptions<HytaleGatewayOptions>, GatewayOptionsValidator>();
            builder.AddProfile(HytaleGatewayOptions.Profile, static profile =>
            {
                profile.AccessTokenLifetime = TimeSpan.FromHours(1);
                profile.IdleLifetime = TimeSpan.FromDays(30);

                // Each refresh token is good for 30 days, as documented, and so is the grant behind it.
                profile.Lifetime = SessionStoreLimits.Span;
                profile.Audiences = [HytaleGatewayOptions.Profile];
                profile.Delivery = RefreshTokenDelivery.Body;
            });
            AddUpstream(services);
            AddServices(services);
        }

        if (configure is not null)
        {
            options.Configure(configure);
        }

        return builder;
    }

    private static void AddUpstream(IServiceCollection services)
    {
        services.AddSingleton<IPostConfigureOptions<HytaleOptions>, UpstreamBudget>();
        services.AddOptions<RequestPacerOptions>().Configure<IOptions<HytaleGatewayOptions>>(static (pacer, options) =>
            pacer.Rules.Add(new PaceRule("hytale/egress", new PaceWindow(options.Value.UpstreamRequestsPerMinute, TimeSpan.FromMinutes(1)))));

        // Each look is a read of a stored account, and here a call of an account reads it anyhow.
        services.PostConfigure<GameAuthOptions>(static family =>
            family.Tokens.WatchInterval = family.Tokens.WatchInterval == new TokenOptions().WatchInterval ? TimeSpan.FromSeconds(5) : family.Tokens.WatchInterval);
    }

    private static void AddServices(IServiceCollection services)
    {
        services.AddSingleton(static host => new GatewayUpstream(
            host.GetRequiredKeyedService<IHytaleAuth>(Options(host).Registration), Options(host).Registration,
            host.GetRequiredService<IOptionsMonitor<HytaleOptions>>().Get(Options(host).Registration).Dialect, host.GetRequiredService<SessionDirectory>(),
            host.GetRequiredService<GatewayAudit>(), host.GetRequiredService<TimeProvider>()));
        services.AddSingleton(static host => new GatewayAudit(host.GetRequiredService<EndpointEvents>(), Options(host)));
        services.AddSingleton(static host => new SealedWork(host.GetRequiredService<ISessionStore>(), host.GetRequiredService<ITokenProtector>()));
        services.AddSingleton(static host => new GatewayAccounts(host.GetRequiredService<SealedWork>(), host.GetRequiredService<TimeProvider>()));
        services.AddSingleton(static host => new GatewaySessions(host.GetRequiredService<SealedWork>(), host.GetRequiredService<IIdGenerator>(), host.GetRequiredService<TimeProvider>()));
        services.AddSingleton(static host => new SessionRenewal(host.GetRequiredService<GatewaySessions>(), host.GetRequiredService<GatewayAudit>(), host.GetRequiredService<TimeProvider>()));
        services.AddSingleton(static host => new DeviceCodes(
            host.GetRequiredService<SealedWork>(), host.GetRequiredService<GatewayUpstream>(), host.GetRequiredService<GatewaySessions>(), host.GetRequiredService<TimeProvider>(),
            Options(host), host.GetRequiredService<IOptions<GameAuthServerOptions>>().Value.ExchangeRepeatWindow));
        services.AddSingleton(static host => new GatewayLimits(host.GetRequiredService<ISessionStore>(), host.GetRequiredService<KeyDerivation>(), Options(host)));
        services.AddSingleton(static host => new SignInEndpoints(
            host.GetRequiredService<DeviceCodes>(), host.GetRequiredService<EndpointSessions>(), host.GetRequiredService<GatewayUpstream>(), host.GetRequiredService<GatewayAccounts>(), Options(host)));
        services.AddSingleton(static host => new ProfileEndpoints(host.GetRequiredService<GatewayAccounts>(), host.GetRequiredService<TimeProvider>()));
        services.AddSingleton(static host => new SessionEndpoints(
            host.GetRequiredService<GatewaySessions>(), host.GetRequiredService<SessionRenewal>(), host.GetRequiredService<GatewayAccounts>(), host.GetRequiredService<TimeProvider>()));
        services.AddSingleton<GrantKeeper>();
        services.AddSingleton<GatewayPipeline>();
        services.AddSingleton<GatewayWorker>();
        services.AddHostedService(static host => host.GetRequiredService<GatewayWorker>());
    }

    private static HytaleGatewayOptions Options(IServiceProvider host) => host.GetRequiredService<IOptions<HytaleGatewayOptions>>().Value;

    /// <summary>The documented limits are kept towards callers, so that the registration has one budget for all of them.</summary>
    private sealed class UpstreamBudget(IOptions<HytaleGatewayOptions> gateway) : IPostConfigureOptions<HytaleOptions>
    {
        public void PostConfigure(string? name, HytaleOptions options) => options.EgressBudget |= name == gateway.Value.Registration;
    }
}
