using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GameAuth;

/// <summary>GameAuth for applications without a host: the same services, started and stopped by this object.</summary>
public sealed class GameAuthClient : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private int _disposed;

    private GameAuthClient(ServiceProvider services) => _services = services;

    /// <summary>The services: front doors, HttpClients, everything that was added.</summary>
    public IServiceProvider Services => _services;

    /// <summary>Builds and starts.</summary>
    /// <param name="configure">Adds GameAuth and its providers: <c>services => services.AddGameAuth(…).UseKeyFile().AddXbox(…)</c>.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <returns>The running client; dispose it, so that refreshes on the wire are drained.</returns>
    /// <exception cref="GameAuthConfigurationException">A setting can not work; the message names it and the fix.</exception>
    /// <exception cref="CredentialStoreException">The key is not to be had now.</exception>
    public static async Task<GameAuthClient> CreateAsync(Action<IServiceCollection> configure, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(configure);
        ServiceCollection collection = new();
        configure(collection);
        ServiceProvider services = collection.BuildServiceProvider();
        GameAuthClient client = new(services);
        try
        {
            foreach (IHostedService hosted in services.GetServices<IHostedService>())
            {
                await hosted.StartAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch
        {
            await client.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        return client;
    }

    /// <summary>A front door.</summary>
    /// <typeparam name="TFront">Such as <c>IXboxAuth</c>.</typeparam>
    /// <param name="registration">The registration.</param>
    /// <returns>The same object for the same registration.</returns>
    public TFront Get<TFront>(string registration = "default")
        where TFront : class => _services.GetRequiredKeyedService<TFront>(registration);

    /// <summary>Stops: refuses new refreshes, drains those on the wire for up to <see cref="TokenOptions.DrainTimeout"/>, and lets go of everything.</summary>
    /// <returns>Done when stopped.</returns>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        foreach (IHostedService hosted in _services.GetServices<IHostedService>().Reverse())
        {
            await hosted.StopAsync(CancellationToken.None).ConfigureAwait(false);
        }

        await _services.DisposeAsync().ConfigureAwait(false);
    }
}
