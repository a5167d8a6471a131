using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;

namespace GameAuth.Hytale;

/// <summary>Ends the game sessions of every registration when the host stops.</summary>
internal sealed class HytaleLifetime : IHostedService
{
    private readonly ConcurrentBag<GameSessionKeeper> _keepers = [];

    public void Add(GameSessionKeeper keeper) => _keepers.Add(keeper);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken) =>
        await Task.WhenAll(_keepers.Select(static keeper => keeper.DisposeAsync().AsTask())).ConfigureAwait(false);
}
