using GameAuth;
using GameAuth.Providers;
using GameAuth.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds GameAuth to a host.</summary>
public static class GameAuthExtensions
{
    /// <summary>Adds the engine. Providers, store and key are chosen on the builder; without a choice tokens go to the file store, sealed with a key from a systemd credential <c>gameauth</c> or the operating system's keystore.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">The settings, on top of the configuration's section <c>GameAuth</c>; null for the configuration alone.</param>
    /// <returns>The builder.</returns>
    public static GameAuthBuilder AddGameAuth(this IServiceCollection services, Action<GameAuthOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        OptionsBuilder<GameAuthOptions> options = services.AddOptions<GameAuthOptions>()
            .Configure<IServiceProvider>(static (options, host) => RegistrationConfiguration.Read(
                () => host.GetService<IConfiguration>()?.GetSection("GameAuth").Bind(options), "GameAuth", provider: null))
            .ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.AddLogging();
        services.AddMetrics();
        services.AddHttpClient();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<GameAuthOptions>, GameAuthOptionsValidator>(static host =>
            new GameAuthOptionsValidator(host)));
        AddEngine(services);
        services.AddHostedService<GameAuthLifetime>();
        return new GameAuthBuilder(services);
    }

    private static void AddEngine(IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(static host => new SteadyClock(host.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IIdGenerator>(static _ => new IdGenerator());
        services.TryAddSingleton<IRequestPacer>(static host => new RequestPacer(
            host.GetRequiredService<IOptions<RequestPacerOptions>>().Value, host.GetRequiredService<SteadyClock>(),
            host.GetRequiredService<TokenVault>(), host.GetService<System.Diagnostics.Metrics.IMeterFactory>(),
            host.GetRequiredService<ILoggerFactory>().CreateLogger("GameAuth.Pacing")));
        services.TryAddSingleton<ITokenStore>(static host => StoreDefaults.FileStore(host, directory: null));
        services.TryAddSingleton(static host => new KeySources(host));
        services.TryAddSingleton<ITokenProtector>(static host => StoreDefaults.Protector(host));
        services.TryAddSingleton(static host => new KeyDerivation(host.GetRequiredService<KeySources>().Ring, StoreDefaults.ApplicationName(host)));
        services.TryAddSingleton<TokenVault>();
        services.TryAddSingleton(static host => new TokenStoreMaintenance(
            host.GetRequiredService<ITokenStore>(), host.GetRequiredService<ITokenProtector>(),
            host.GetServices<RegisteredProvider>().Select(provider => (IStoreClearObserver)new AccountForgetting(provider.Open(host))).Append(host.GetRequiredService<TokenVault>())));
        services.TryAddSingleton<IMachineHint, OperatingSystemMachineHint>();
        services.TryAddSingleton<AuthEvents>();
        services.TryAddSingleton(static host => new AuthTelemetry(
            host.GetRequiredService<AuthEvents>(), host.GetRequiredService<TimeProvider>(), host.GetService<System.Diagnostics.Metrics.IMeterFactory>()));
        services.TryAddSingleton(static host => new TokenEngine(
            host.GetRequiredService<TokenVault>(), host.GetRequiredService<SteadyClock>(), Settings(host).Tokens,
            host.GetRequiredService<AuthTelemetry>(), host.GetRequiredService<ILoggerFactory>().CreateLogger("GameAuth.Tokens")));
        services.TryAddSingleton(static host => new ExchangeServices(
            host.GetRequiredService<IRequestPacer>(), host.GetRequiredService<IIdGenerator>(), host.GetRequiredService<TimeProvider>(), Settings(host).Attempts,
            host.GetRequiredService<ILoggerFactory>().CreateLogger("GameAuth.Exchange")));
        services.TryAddSingleton<IAccountClients, AccountClients>();
        services.TryAddSingleton<AccountLog>();
        services.TryAddSingleton<ProcessLease>();
        services.TryAddSingleton(static host => new ApplicationRecords(host.GetRequiredService<TokenVault>()));
        services.TryAddSingleton(static host => new KeepAliveService(host.GetRequiredService<TokenEngine>(), host.GetRequiredService<AccountLog>()));
        services.TryAddSingleton(static host => new AccountWatch(
            host.GetRequiredService<TokenEngine>(), host.GetRequiredService<AccountLog>(),
            Settings(host).KeepAlive ? host.GetRequiredService<KeepAliveService>() : null,
            Settings(host).SignInThresholds.Any() ? new SignInExpiryNotice(host.GetRequiredService<TokenEngine>(), Settings(host).SignInThresholds) : null));
    }

    private static GameAuthOptions Settings(IServiceProvider host) => host.GetRequiredService<IOptions<GameAuthOptions>>().Value;
}
