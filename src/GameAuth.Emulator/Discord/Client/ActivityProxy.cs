using GameAuth.Emulator.Hosting;
using Microsoft.Extensions.Primitives;

namespace GameAuth.Emulator.Discord.Client;

/// <summary>
/// The proxy before an Activity, at <c>{application}.discordsays.com</c>: it sends requests to what the URL mappings say, with <c>/.proxy</c> before them and without (Discord's page on networking), gives every answer its own content
/// security policy in place of the application's, strips the cache headers of HTML, and shows the application its own address in place of the player's.
/// </summary>
internal sealed class ActivityProxy(DiscordClientOptions options, Func<string> clientOrigin, Func<Uri> activityOrigin) : IDisposable
{
    private const string Prefix = "/.proxy";

    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

    /// <summary>What belongs to one connection (RFC 9110 section 7.6.1), and what would tell of the player's address.</summary>
    private static readonly HashSet<string> NotForwarded = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Connection", "Keep-Alive", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "Content-Length", "Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP",
    };

    private static readonly HashSet<string> CacheHeaders = new(StringComparer.OrdinalIgnoreCase) { "Cache-Control", "ETag", "Expires", "Last-Modified", "Pragma", "Age" };

    private readonly Lazy<HttpMessageInvoker> _http = new(static () => new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false }));

    public EmulatedRoute[] Routes() => [.. Methods.Select(method => new EmulatedRoute(method, static _ => true, static _ => DiscordSteps.Proxy, Answer))];

    public void Dispose()
    {
        if (_http.IsValueCreated) { _http.Value.Dispose(); }
    }

    private Reply Answer(Exchange exchange)
    {
        if (TargetOf(exchange.Target) is not { } target) { return exchange.Refuse(404, "no URL mapping"); }
        if (!IsHere(target)) { return exchange.Refuse(502, "the URL mapping leads to no http on loopback: an emulator sends nothing further"); }
        exchange.Note = target.GetLeftPart(UriPartial.Authority);
        return exchange.IsSocketRequest
            ? Reply.Switch(exchange.SocketProtocols.Count > 0 ? exchange.SocketProtocols[0] : null, socket => ProxySocket.ConverseAsync(socket, target, exchange, activityOrigin().Scheme))
            : Reply.Empty(200) with { Later = stopped => ForwardAsync(exchange, target, stopped) };
    }

    /// <summary>Whether an address may stand in a URL mapping. Mappings may change while the emulator runs, so that each request asks again.</summary>
    public static bool IsHere(Uri? address) => address is { IsAbsoluteUri: true, IsLoopback: true, Scheme: "http" or "https" };

    private Uri? TargetOf(string target)
    {
        string path = target == Prefix || target.StartsWith(Prefix + "/", StringComparison.Ordinal) ? target[Prefix.Length..] : target;
        foreach ((string prefix, Uri address) in options.UrlMappings.OrderByDescending(static one => one.Key.Length))
        {
            string bare = prefix.TrimEnd('/');
            if (path.StartsWith(bare, StringComparison.Ordinal) && (path.Length == bare.Length || path[bare.Length] is '/' or '?'))
            {
                return new Uri(address.AbsoluteUri.TrimEnd('/') + path[bare.Length..]);
            }
        }

        return null;
    }

    private async Task<Reply> ForwardAsync(Exchange exchange, Uri target, CancellationToken stopped)
    {
        using HttpRequestMessage request = new(new HttpMethod(exchange.Method), target);
        if (exchange.Body.Length > 0 || exchange.Headers.ContentLength is not null) { request.Content = new ReadOnlyMemoryContent(exchange.Body); }
        foreach ((string name, StringValues values) in exchange.Headers.Where(static one => !NotForwarded.Contains(one.Key)))
        {
            if (!request.Headers.TryAddWithoutValidation(name, values.AsEnumerable())) { request.Content?.Headers.TryAddWithoutValidation(name, values.AsEnumerable()); }
        }

        // It reaches the application by TLS, or a tunnel that ends it says so.
        request.Headers.TryAddWithoutValidation("X-Forwarded-Proto", activityOrigin().Scheme);
        try
        {
            using HttpResponseMessage answer = await _http.Value.SendAsync(request, stopped).ConfigureAwait(false);
            return await ReadAsync(answer, stopped).ConfigureAwait(false);
        }
        catch (HttpRequestException)
        {
            exchange.Note = "the application does not answer";
            return Reply.Html(502, "<!DOCTYPE html><title>502</title><p>The application does not answer.");
        }
    }

    private async Task<Reply> ReadAsync(HttpResponseMessage answer, CancellationToken stopped)
    {
        string? type = answer.Content.Headers.ContentType?.ToString();
        bool isHtml = string.Equals(answer.Content.Headers.ContentType?.MediaType, "text/html", StringComparison.OrdinalIgnoreCase);
        Reply reply = new((int)answer.StatusCode) { Bytes = await answer.Content.ReadAsByteArrayAsync(stopped).ConfigureAwait(false), ContentType = type ?? "", IsForwarded = true };
        foreach ((string name, IEnumerable<string> values) in answer.Headers.Concat<KeyValuePair<string, IEnumerable<string>>>(answer.Content.Headers))
        {
            if (NotForwarded.Contains(name) || name is "Content-Type" or "Content-Security-Policy" or "Date" or "Server" || (isHtml && CacheHeaders.Contains(name))) { continue; }
            foreach (string value in values) { reply = reply.With(name, value); }
        }

        return reply.With("Content-Security-Policy", Policy());
    }

    private string Policy() =>
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob: https://cdn.discordapp.com https://media.discordapp.net; "
        + "connect-src 'self' data: blob: https://discord.com/api/ https://cdn.discordapp.com/attachments/; worker-src 'self' blob:; "
        + $"frame-ancestors {clientOrigin()}";
}
