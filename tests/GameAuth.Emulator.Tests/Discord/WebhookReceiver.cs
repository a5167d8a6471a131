using System.Net;
using System.Net.Sockets;
using System.Text;

namespace GameAuth.Emulator.Tests.Discord;

/// <summary>The application's own server, which takes events: it answers each request with the next status, and 0 is no answer.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly HttpListener _listener;
    private readonly Func<int, int> _statusOf;
    private readonly Task _serving;
    private readonly List<ReceivedEvent> _received = [];

    private WebhookReceiver(HttpListener listener, Uri address, Func<int, int> statusOf)
    {
        (_listener, Address, _statusOf) = (listener, address, statusOf);
        _serving = ServeAsync();
    }

    public Uri Address { get; }

    public IReadOnlyList<ReceivedEvent> Received
    {
        get { lock (_received) { return [.. _received]; } }
    }

    /// <param name="statusOf">The status for the n-th request, from 1.</param>
    public static WebhookReceiver Start(Func<int, int> statusOf)
    {
        for (int attempt = 0; ; attempt++)
        {
            using TcpListener free = new(IPAddress.Loopback, 0);
            free.Start();
            Uri address = new($"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/events/");
            free.Stop();
            HttpListener listener = new();
            listener.Prefixes.Add(address.AbsoluteUri);
            try
            {
                listener.Start();
                return new WebhookReceiver(listener, address, statusOf);
            }
            catch (HttpListenerException) when (attempt < 5)
            {
                // Somebody else took the port in between.
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                using MemoryStream body = new();
                await context.Request.InputStream.CopyToAsync(body);
                int number;
                lock (_received)
                {
                    _received.Add(new ReceivedEvent(context.Request.Headers["X-Signature-Ed25519"], context.Request.Headers["X-Signature-Timestamp"], context.Request.ContentType, body.ToArray()));
                    number = _received.Count;
                }

                int status = _statusOf(number);
                if (status == 0) { continue; }
                context.Response.StatusCode = status;
                context.Response.Close();
            }
        }
        catch (Exception over) when (over is HttpListenerException or ObjectDisposedException)
        {
            // The listener is closed.
        }
    }
}

internal sealed record ReceivedEvent(string? Signature, string? Timestamp, string? ContentType, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>What is signed: the time and the body as they came.</summary>
    public byte[] Message => [.. Encoding.ASCII.GetBytes(Timestamp!), .. Body];
}
