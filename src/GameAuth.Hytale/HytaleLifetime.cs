using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;

namespace GameAuth.Hytale;

/// <summary>Ends what the registrations have running when the host stops: game sessions first of all.</summary>
internal sealed class HytaleLifetime : IHostedService
{
    private readonly ConcurrentBag<IAsyncDisposable> _running = [];

    public void Add(IAsyncDisposable running) => _running.Add(running);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken) =>
        await Task.WhenAll(_running.Select(static one => one.DisposeAsync().AsTask())).ConfigureAwait(false);
}
