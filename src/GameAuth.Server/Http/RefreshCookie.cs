using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace GameAuth.Server;

/// <summary>The cookie of a refresh token: what it is called, how it is read, set and deleted. Each write has every attribute, since a browser deletes none whose attributes differ.</summary>
/// <remarks>
/// <c>__Host-</c> ties it to the host and to https (RFC 6265bis section 4.1.3.2). Browsers refuse that on plain http, so on loopback in Development it has another name and no <c>Secure</c>.
/// </remarks>
internal sealed class RefreshCookie(TransportRules transport, SessionProfiles profiles)
{
    public const string Name = "__Host-gameauth-refresh";

    public const string DevelopmentName = "gameauth-refresh";

    // Far beyond a token of ours; the rest of the code need not carry a stranger's kilobytes.
    private const int Longest = 1024;

    private readonly RefreshCookieMode[] _modes =
        [.. profiles.All.Where(static profile => profile.Delivery == RefreshTokenDelivery.Cookie).Select(static profile => profile.Cookie).Distinct().Order()];

    /// <summary>Reads the cookie.</summary>
    /// <param name="request">The request.</param>
    /// <param name="token">The token; null where there is none.</param>
    /// <returns>False where it comes twice with different values: two readers would take different ones for it.</returns>
    public bool TryRead(HttpRequest request, out string? token)
    {
        token = null;
        string name = NameFor(request);
        if (!CookieHeaderValue.TryParseList([.. request.Headers.Cookie.OfType<string>()], out IList<CookieHeaderValue>? cookies))
        {
            return true;
        }

        foreach (CookieHeaderValue cookie in cookies)
        {
            if (!cookie.Name.Equals(name, StringComparison.Ordinal) || cookie.Value.Length is 0 or > Longest)
            {
                continue;
            }

            string value = cookie.Value.ToString();
            if (token is not null && token != value)
            {
                return false;
            }

            token = value;
        }

        return true;
    }

    /// <summary>Whether a request has the cookie at all, right or not.</summary>
    public bool IsPresent(HttpRequest request) => request.Cookies.ContainsKey(NameFor(request));

    /// <summary>Sets the cookie of a session.</summary>
    /// <param name="context">The request.</param>
    /// <param name="mode">The mode of the session's profile.</param>
    /// <param name="token">The token.</param>
    /// <param name="life">How long it can be used.</param>
    public void Set(HttpContext context, RefreshCookieMode mode, string token, TimeSpan life) =>
        context.Response.Cookies.Append(NameFor(context.Request), token, Attributes(context.Request, mode, life));

    /// <summary>Deletes the cookie, whichever profile of this server has set it: whoever logs out may bring a token that names none. A deletion that does not fit does nothing in the browser.</summary>
    public void Delete(HttpContext context)
    {
        bool isPlain = transport.IsPlainLoopback(context.Request);
        foreach (RefreshCookieMode mode in _modes.Select(mode => isPlain ? OnPlainLoopback(mode) : mode).Distinct())
        {
            context.Response.Cookies.Append(NameFor(context.Request), "", Attributes(context.Request, mode, TimeSpan.Zero));
        }
    }

    // SameSite=None without Secure is refused by browsers.
    private static RefreshCookieMode OnPlainLoopback(RefreshCookieMode mode) => mode == RefreshCookieMode.Activity ? RefreshCookieMode.Lax : mode;

    private CookieOptions Attributes(HttpRequest request, RefreshCookieMode mode, TimeSpan life)
    {
        bool isPlain = transport.IsPlainLoopback(request);
        mode = isPlain ? OnPlainLoopback(mode) : mode;
        CookieOptions attributes = new()
        {
            Path = "/",
            HttpOnly = true,
            Secure = !isPlain,
            SameSite = mode switch
            {
                RefreshCookieMode.Activity => Microsoft.AspNetCore.Http.SameSiteMode.None,
                RefreshCookieMode.Strict => Microsoft.AspNetCore.Http.SameSiteMode.Strict,
                _ => Microsoft.AspNetCore.Http.SameSiteMode.Lax,
            },
            MaxAge = TimeSpan.FromSeconds(Math.Floor(life.TotalSeconds)),
            Expires = life == TimeSpan.Zero ? DateTimeOffset.UnixEpoch : null,
            IsEssential = true,
        };
        if (mode == RefreshCookieMode.Activity)
        {
            // ASP.NET Core 10 has no property for it.
            attributes.Extensions.Add("Partitioned");
        }

        return attributes;
    }

    private string NameFor(HttpRequest request) => transport.IsPlainLoopback(request) ? DevelopmentName : Name;
}
