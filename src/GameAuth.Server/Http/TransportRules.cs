using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Security.Authentication;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GameAuth.Server;

/// <summary>Which connections are good enough for a token: https and wss by TLS 1.2 or newer, and plain ones on loopback in Development. Safe for use from any thread.</summary>
/// <remarks>A plain request is not redirected: what it carried has been read on the way already, and a redirect would let the client go on like that.</remarks>
internal sealed partial class TransportRules(OriginCheck origins, ILogger<TransportRules> logger, IHostEnvironment? environment = null)
{
    /// <summary>A year, which is the least that browsers' lists want.</summary>
    public const string StrictTransportSecurity = "max-age=31536000; includeSubDomains";

    private const string ForwardedProto = "X-Forwarded-Proto";

    private readonly bool _isDevelopment = environment?.IsDevelopment() == true;
    private readonly ILogger _logger = logger;
    private bool _hasToldOfProxy;

    /// <summary>Whether the application has called <c>UseGameAuthTransport()</c>.</summary>
    public bool IsUsedByApplication { get; set; }

    /// <summary>Judges a request, and notes on an https answer that the browser shall stay with https.</summary>
    /// <param name="context">The request; its answer has not begun.</param>
    /// <returns>Why it is refused; null where it is not.</returns>
    [SuppressMessage("Security", "CA5398", Justification = "Nothing is chosen here: what Kestrel has agreed on is looked at.")]
    public AuthError? Check(HttpContext context)
    {
        HttpRequest request = context.Request;
        if (!request.IsHttps)
        {
            return IsPlainLoopback(request) ? null : RefusePlain(request);
        }

        // Where Kestrel ends TLS it says which one; the platform may still permit older ones.
        if (context.Features.Get<ITlsHandshakeFeature>() is { Protocol: not (SslProtocols.Tls12 or SslProtocols.Tls13 or SslProtocols.None) })
        {
            return AuthError.HttpsRequired with { Message = "TLS 1.2 or newer is required." };
        }

        // A browser would keep it for every port of the developer's machine.
        if (!IsLoopback(request.Host.Host) && context.Response.Headers.StrictTransportSecurity.Count == 0)
        {
            context.Response.Headers.StrictTransportSecurity = StrictTransportSecurity;
        }

        return null;
    }

    /// <summary>As <see cref="Check"/>; of a WebSocket's upgrade the origin is judged too, since browsers ask nobody before they make one.</summary>
    public AuthError? CheckWithUpgrade(HttpContext context) =>
        Check(context) ?? (IsWebSocket(context) && !origins.IsAllowed(context.Request) ? AuthError.OriginForbidden : null);

    /// <summary>Whether a request is a plain one on loopback in Development. A proxy that ends TLS makes plain requests too, so it is Development that decides.</summary>
    public bool IsPlainLoopback(HttpRequest request) =>
        _isDevelopment && !request.IsHttps && IsLoopback(request.Host.Host)
        && (request.HttpContext.Connection.RemoteIpAddress is not { } from || IPAddress.IsLoopback(from));

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address));

    // RFC 6455 section 4.1, and RFC 8441 section 4 for HTTP/2 and 3.
    public static bool IsWebSocket(HttpContext context) =>
        context.Request.Headers.Upgrade.ToString().Contains("websocket", StringComparison.OrdinalIgnoreCase)
        || context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true };

    private AuthError RefusePlain(HttpRequest request)
    {
        if (request.Headers.ContainsKey(ForwardedProto) && !Interlocked.Exchange(ref _hasToldOfProxy, true))
        {
            BehindProxy(HostChecks.ForwardedHeadersFix);
        }

        return AuthError.HttpsRequired;
    }

    [LoggerMessage(2051, LogLevel.Warning, "A plain request with the header X-Forwarded-Proto was refused. {Fix}")]
    private partial void BehindProxy(string fix);
}
