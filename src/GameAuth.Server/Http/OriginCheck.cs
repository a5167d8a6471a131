using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace GameAuth.Server;

/// <summary>
/// The origins whose pages may use this server: those of <see cref="GameAuthServerOptions.AllowedOrigins"/>, each compared as a whole, and the server's own. The
/// server's endpoints, its CORS policy and <c>UseGameAuthTransport()</c> go by it; an application asks it for its own. Found in the services; immutable; safe for use from any thread.
/// </summary>
public sealed class OriginCheck
{
    private readonly HashSet<string> _allowed;

    internal OriginCheck(GameAuthServerOptions options) =>
        _allowed = new HashSet<string>([.. options.AllowedOrigins ?? [], .. options.BaseUrls.Select(OriginOf)], StringComparer.Ordinal);

    /// <summary>Whether an origin is allowed.</summary>
    /// <param name="origin">The value of a header <c>Origin</c> (RFC 6454 section 7). <c>null</c>, which opaque origins send, is never allowed.</param>
    /// <returns>Whether it is allowed.</returns>
    public bool IsAllowed(string origin)
    {
        ArgumentNullException.ThrowIfNull(origin);
        return _allowed.Contains(origin);
    }

    /// <summary>Whether a request may come from where it says. One without the header is no browser's, since those send it with each WebSocket and each POST, and is allowed.</summary>
    /// <param name="request">The request, such as the upgrade to a WebSocket.</param>
    /// <returns>False where it has an origin that is not allowed, or two.</returns>
    public bool IsAllowed(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        StringValues origin = request.Headers.Origin;
        return origin.Count == 0 || (origin.Count == 1 && IsAllowed(origin[0] ?? ""));
    }

    /// <summary>The origin of an address as browsers write it (RFC 6454 section 6.2): ASCII, lower case, without a default port.</summary>
    internal static string OriginOf(Uri address)
    {
        string host = address.HostNameType == UriHostNameType.IPv6 ? $"[{address.IdnHost}]" : address.IdnHost;
        return address.IsDefaultPort ? $"{address.Scheme}://{host}" : $"{address.Scheme}://{host}:{address.Port}";
    }
}
