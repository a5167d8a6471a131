using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace GameAuth.Torture;

/// <summary>A token server on loopback: a refresh token is good for one use, and a spent one that comes again revokes its family (RFC 9700, section 4.14.2).</summary>
internal sealed class RotatingServer : IDisposable
{
    public const string SignInPath = "signin";
    public const string TokenPath = "token";

    private static readonly TimeSpan HalfRoundTrip = TimeSpan.FromMilliseconds(15);

    private readonly HttpListener _listener = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, TokenFamily> _families = new(StringComparer.Ordinal);

    public RotatingServer()
    {
        using (TcpListener probe = new(IPAddress.Loopback, 0))
        {
            probe.Start();
            Address = new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/");
        }

        _listener.Prefixes.Add(Address.AbsoluteUri);
        _listener.Start();
        _ = Task.Run(ServeAsync);
    }

    public Uri Address { get; }

    public int Rotations { get; private set; }

    /// <summary>How long an access token lives.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>What happens between a rotation and its answer.</summary>
    public Func<Task> Answering { get; set; } = static () => Task.CompletedTask;

    /// <summary>How often a spent token of a family that was still good came again.</summary>
    public int Reuses { get; private set; }

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        try
        {
            while (_listener.IsListening)
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                _ = Task.Run(() => AnswerAsync(context));
            }
        }
        catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
        {
            // The command is over.
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            using StreamReader reader = new(context.Request.InputStream);
            string form = await reader.ReadToEndAsync();
            await Task.Delay(HalfRoundTrip);
            string step = context.Request.Url!.AbsolutePath.Trim('/');
            Dictionary<string, object>? body = Answer(step, form);
            await (step is TokenPath ? Answering() : Task.CompletedTask);
            await Task.Delay(HalfRoundTrip);
            context.Response.StatusCode = body is null ? 400 : 200;
            context.Response.ContentType = "application/json";
            await context.Response.OutputStream.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(body ?? new() { ["error"] = "invalid_grant" }));
            context.Response.Close();
        }
        catch (Exception gone) when (gone is HttpListenerException or IOException or ObjectDisposedException)
        {
            // Whoever asked was killed before the answer.
        }
    }

    private Dictionary<string, object>? Answer(string step, string form)
    {
        lock (_gate)
        {
            if (step is SignInPath)
            {
                return Grant(new TokenFamily());
            }

            string presented = Uri.UnescapeDataString(form["refresh_token=".Length..]);
            TokenFamily family = _families[presented];
            if (!family.IsRevoked && !string.Equals(family.Current, presented, StringComparison.Ordinal))
            {
                Reuses++;
                family.IsRevoked = true;
            }

            if (family.IsRevoked)
            {
                return null;
            }

            Rotations++;
            return Grant(family);
        }
    }

    private Dictionary<string, object> Grant(TokenFamily family)
    {
        family.Current = $"refresh-{Guid.NewGuid():n}";
        _families[family.Current] = family;
        return new() { ["access_token"] = $"access-{Guid.NewGuid():n}", ["refresh_token"] = family.Current, ["expires_in_ms"] = (int)Lifetime.TotalMilliseconds };
    }
}
