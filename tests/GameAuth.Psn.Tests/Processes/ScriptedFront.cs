using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace GameAuth.Psn.Tests.Processes;

/// <summary>The scripted service on loopback, for processes: one address for all hosts, told apart by path.</summary>
internal sealed class ScriptedFront : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _serving;

    public ScriptedFront(ScriptedService service)
    {
        Service = service;
        Address = new Uri($"http://127.0.0.1:{FreePort()}/");
        _listener.Prefixes.Add(Address.AbsoluteUri);
        _listener.Start();
        _serving = ServeAsync();
    }

    public ScriptedService Service { get; }

    public Uri Address { get; }

    /// <summary>A request that is never answered.</summary>
    public HeldStep? Held { get; set; }

    /// <summary>Where the service is, as configuration.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Settings =>
    [
        .. new[] { "account", "signin", "api", "community", "profiles" }.Select(name => new KeyValuePair<string, string?>($"GameAuth:Psn:Endpoints:{name}", Address.AbsoluteUri)),
        new("GameAuth:Psn:ClientId", ScriptedService.ClientId),
        new("GameAuth:Psn:ClientSecret", ScriptedService.ClientSecret),
        new("GameAuth:Psn:RedirectUri", ScriptedService.Redirect),
        new("GameAuth:Psn:Scope", ScriptedService.Scope),
    ];

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
        _listener.Close();
    }

    private static int FreePort()
    {
        using TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                _ = Task.Run(() => AnswerAsync(context));
            }
            catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        string path = context.Request.Url!.AbsolutePath;
        string host = path.StartsWith("/api/authz/", StringComparison.Ordinal) ? "ca.account.sony.com"
            : path.StartsWith("/api/v1/devices/", StringComparison.Ordinal) ? "dms.api.playstation.com"
            : "m.np.playstation.com";
        using HttpRequestMessage request = new(new HttpMethod(context.Request.HttpMethod), new Uri($"https://{host}{context.Request.Url.PathAndQuery}"));
        foreach (string name in context.Request.Headers.AllKeys.OfType<string>().Where(static name => name is not ("Host" or "Content-Length" or "Content-Type" or "Transfer-Encoding")))
        {
            request.Headers.TryAddWithoutValidation(name, context.Request.Headers[name]);
        }

        if (context.Request.HasEntityBody)
        {
            using MemoryStream body = new();
            await context.Request.InputStream.CopyToAsync(body);
            request.Content = new ByteArrayContent(body.ToArray()) { Headers = { ContentType = MediaTypeHeaderValue.Parse(context.Request.ContentType!) } };
        }

        HeldStep? held = Held is { } next && next.Step == ScriptedParties.StepOf(request.Method.Method, path) ? next : null;
        using HttpResponseMessage? answer = held is { IsMade: false } ? null : await Service.AnswerAsync(request);
        if (held is not null || answer is null)
        {
            Held = null;
            held?.Reached.SetResult();
            return;
        }

        try
        {
            context.Response.StatusCode = (int)answer.StatusCode;
            foreach ((string name, IEnumerable<string> values) in answer.Headers.Where(static header => header.Key is not "Date"))
            {
                context.Response.Headers[name] = string.Join(", ", values);
            }

            byte[] bytes = await answer.Content.ReadAsByteArrayAsync();
            context.Response.ContentType = "application/json";
            await context.Response.OutputStream.WriteAsync(bytes);
            context.Response.Close();
        }
        catch (Exception gone) when (gone is HttpListenerException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The process was killed meanwhile.
        }
    }
}

/// <summary>A step of a party that is never answered, and who hears that it has come.</summary>
/// <param name="Step">The step.</param>
/// <param name="IsMade">Whether the service does it; else it is lost on its way.</param>
internal sealed record HeldStep(string Step, bool IsMade)
{
    public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
