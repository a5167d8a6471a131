using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace GameAuth.Browser.Tests.Real;

/// <summary>What a page answers.</summary>
internal sealed record Page(string Body, string Status = "200 OK", params string[] Headers)
{
    /// <summary>A page that runs one script, under a policy that lets nothing else run.</summary>
    public static Page Script(string script, string body = "") => new(
        $"<!DOCTYPE html><html><body>{body}<script nonce=\"made-up\">{script}</script></body></html>",
        Headers: ["Content-Security-Policy: default-src 'none'; script-src 'nonce-made-up'; connect-src 'self'; form-action 'self'; frame-src *; base-uri 'none'"]);

    public static Page Redirect(string to) => new("", "302 Found", $"Location: {to}");
}

/// <summary>A site on loopback, for every host name at once. It keeps what was asked of it.</summary>
internal sealed class PageServer : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<string, Func<Page>> _pages = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _asked = new(StringComparer.Ordinal);
    private readonly Task _serving;

    public PageServer()
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _serving = ServeAsync();
    }

    public int Port { get; }

    /// <summary>The site's own address.</summary>
    public string Home => At("localhost");

    public string At(string host) => $"http://{host}:{Port}";

    /// <summary>Serves a page at a path, or at a path of one host (<c>host/path</c>).</summary>
    public PageServer With(string path, Page page) => With(path, () => page);

    public PageServer With(string path, Func<Page> page)
    {
        _pages[path] = page;
        return this;
    }

    /// <summary>Waits until a path was asked for.</summary>
    public Task UntilAsync(string path) => _asked.GetOrAdd(path, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task.WaitAsync(Limit);

    public bool WasAsked(string path) => _asked.TryGetValue(path, out TaskCompletionSource? asked) && asked.Task.IsCompleted;

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                TcpClient client = await _listener.AcceptTcpClientAsync();
                _ = AnswerAsync(client);
            }
            catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using TcpClient mine = client;
        try
        {
            using StreamReader reader = new(mine.GetStream(), Encoding.Latin1);
            string? request = await reader.ReadLineAsync();
            string host = "";
            int length = 0;
            while (await reader.ReadLineAsync() is { Length: > 0 } header)
            {
                host = header.StartsWith("Host:", StringComparison.OrdinalIgnoreCase) ? header[5..].Trim().Split(':')[0] : host;
                length = header.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase) ? int.Parse(header[15..]) : length;
            }

            // A read of nothing would wait for more.
            if (length > 0)
            {
                await reader.ReadBlockAsync(new char[length]);
            }

            if (request?.Split(' ') is not [_, string target, _])
            {
                return;
            }

            string path = target.Split('?')[0];
            Page page = (_pages.GetValueOrDefault(host + path) ?? _pages.GetValueOrDefault(path))?.Invoke() ?? new Page("", "404 Not Found");
            byte[] body = Encoding.UTF8.GetBytes(page.Body);
            string head = $"HTTP/1.1 {page.Status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {body.Length}\r\nCache-Control: no-store\r\nConnection: close\r\n"
                + string.Concat(page.Headers.Select(static header => header + "\r\n")) + "\r\n";
            await mine.GetStream().WriteAsync((byte[])[.. Encoding.Latin1.GetBytes(head), .. body]);
            _asked.GetOrAdd(path, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            // The browser has other plans.
        }
    }
}
