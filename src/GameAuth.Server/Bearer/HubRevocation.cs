using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace GameAuth.Server;

/// <summary>
/// Closes connections of SignalR's hubs when the session that opened them is revoked, by whichever transport: the client is told that the server has closed, and does not connect again by itself. A client
/// that is between two polls at that moment can't be told: its next poll is refused, and so is its try to connect again. Safe for use from any thread.
/// </summary>
internal sealed class HubRevocation(OpenConnections connections) : IHubFilter
{
    private static readonly object Registered = new();

    public async Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next)
    {
        IDisposable[] registered = [.. GameAuthBearerHandler.TokensOf(context.Context.User).Select(token => connections.Add(token, context.Context.Abort))];
        context.Context.Items[Registered] = registered;
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch
        {
            // A connection that its hub did not take is not told to have ended.
            Forget(registered);
            throw;
        }
    }

    public Task OnDisconnectedAsync(HubLifetimeContext context, Exception? exception, Func<HubLifetimeContext, Exception?, Task> next)
    {
        Forget(context.Context.Items.TryGetValue(Registered, out object? registered) ? (IDisposable[])registered! : []);
        return next(context, exception);
    }

    private static void Forget(IDisposable[] registered)
    {
        foreach (IDisposable one in registered)
        {
            one.Dispose();
        }
    }
}

/// <summary>Adds <see cref="HubRevocation"/> to every hub of the host. A host without hubs never asks for it.</summary>
internal sealed class HubRevocationSetup(OpenConnections connections) : IConfigureOptions<HubOptions>
{
    public void Configure(HubOptions options) => options.AddFilter(new HubRevocation(connections));
}
