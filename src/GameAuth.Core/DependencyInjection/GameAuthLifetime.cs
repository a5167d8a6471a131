using GameAuth.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GameAuth.Providers;

/// <summary>The host's start and stop: checks that fail early, the watch over the accounts, and the drain.</summary>
internal sealed partial class GameAuthLifetime(
    IServiceProvider services,
    IOptions<GameAuthOptions> options,
    IHttpMessageHandlerFactory handlers,
    IEnumerable<AuthenticatedClient> clients,
    IEnumerable<RegisteredProvider> providers,
    ILogger<GameAuthLifetime> logger) : IHostedService
{
    private readonly ILogger _logger = logger;
    private AccountWatch? _watch;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        GameAuthOptions settings = options.Value;
        foreach (string unread in new ConfigurationKeys(services).Unread())
        {
            NotRead(unread);
        }

        ITokenProtector protector = services.GetRequiredService<ITokenProtector>();
        await protector.PrepareAsync(cancellationToken).ConfigureAwait(false);
        if (protector is AesGcmTokenProtector { Key: { } key })
        {
            KeyInUse(settings.ApplicationName, key.Source, key.Protection);
        }

        if (services.GetRequiredService<ITokenStore>() is FileTokenStore files)
        {
            await files.OpenAsync(cancellationToken).ConfigureAwait(false);
        }

        foreach (AuthenticatedClient client in clients)
        {
            PrimaryHandlers.Check(handlers.CreateHandler(client.Name), client.Name);
        }

        _watch = services.GetRequiredService<AccountWatch>();
        _watch.Start([.. providers.Select(provider => provider.Open(services))]);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_watch is not null)
        {
            await _watch.StopAsync(cancellationToken).ConfigureAwait(false);
            TokenEngine engine = services.GetRequiredService<TokenEngine>();
            await engine.Drain.StopAsync(engine.Options.DrainTimeout, cancellationToken).ConfigureAwait(false);
        }
    }

    [LoggerMessage(1301, LogLevel.Information, "The tokens of {Application} are sealed with a key from {Source} (protection: {Protection}).")]
    private partial void KeyInUse(string application, string source, KeyProtection protection);

    [LoggerMessage(1302, LogLevel.Warning, "{What}")]
    private partial void NotRead(string what);
}
