using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace GameAuth.Emulator.Hosting;

/// <summary>
/// Kestrel without a generic host: one server, a port per emulated host, IPv4 loopback only. So it reads no configuration,
/// takes no signal handlers, and can live inside any application or test.
/// </summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly KestrelServer _server;

    private LoopbackServer(KestrelServer server) => _server = server;

    public static async Task<LoopbackServer> StartAsync(
        IReadOnlyList<EmulatedHost> hosts, int? firstPort, EmulatorApplication application, CancellationToken cancellationToken)
    {
        KestrelServerOptions options = new() { AddServerHeader = false, AllowAlternateSchemes = false };
        options.Limits.MaxRequestBodySize = null;
        List<ListenOptions> listeners = [];
        for (int index = 0; index < hosts.Count; index++) { options.Listen(IPAddress.Loopback, firstPort + index ?? 0, listeners.Add); }
        SocketTransportFactory transport = new(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
        KestrelServer server = new(Options.Create(options), transport, NullLoggerFactory.Instance);
        try
        {
            await server.StartAsync<HttpContext>(application, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException busy)
        {
            server.Dispose();
            throw PortInUse(hosts, firstPort, busy);
        }

        for (int index = 0; index < hosts.Count; index++) { hosts[index].BindTo(listeners[index].IPEndPoint!.Port); }
        return new LoopbackServer(server);
    }

    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource now = new();
        await now.CancelAsync().ConfigureAwait(false);
        await _server.StopAsync(now.Token).ConfigureAwait(false);
        _server.Dispose();
    }

    private static EmulatorException PortInUse(IReadOnlyList<EmulatedHost> hosts, int? firstPort, IOException busy) =>
        new(firstPort is { } first
            ? string.Create(CultureInfo.InvariantCulture, $"One of the ports {first} to {first + hosts.Count - 1} on 127.0.0.1 is in use. The emulator needs {hosts.Count} in a row: choose another first port, or none for free ones.")
            : "The system gave the emulator no free port on 127.0.0.1.", busy);
}
