using System.Net;
using System.Net.Sockets;

namespace GameAuth.Toy.Tests.Processes;

/// <summary>The toy service on literal loopback, for processes of their own.</summary>
internal sealed class LoopbackToy : IDisposable
{
    private readonly HttpListener _listener = new();

    public LoopbackToy(ToyServer server)
    {
        Address = new Uri($"http://127.0.0.1:{FreePort()}/");
        _listener.Prefixes.Add(Address.AbsoluteUri);
        _listener.Start();
        _ = Task.Run(() => ServeAsync(server));
    }

    public Uri Address { get; }

    public void Dispose() => _listener.Close();

    private static int FreePort()
    {
        using TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private static async Task AnswerAsync(ToyServer server, HttpListenerContext context)
    {
        using HttpRequestMessage request = new(new HttpMethod(context.Request.HttpMethod), context.Request.Url);
        if (context.Request.HasEntityBody)
        {
            request.Content = new StreamContent(context.Request.InputStream);
        }

        request.Headers.TryAddWithoutValidation("Authorization", context.Request.Headers["Authorization"]);
        using HttpResponseMessage response = await server.AnswerAsync(request, CancellationToken.None);
        context.Response.StatusCode = (int)response.StatusCode;
        context.Response.ContentType = "application/json";
        await response.Content.CopyToAsync(context.Response.OutputStream);
        context.Response.Close();
    }

    private async Task ServeAsync(ToyServer server)
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context = await _listener.GetContextAsync();
            _ = Task.Run(() => AnswerAsync(server, context));
        }
    }
}
