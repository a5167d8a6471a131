using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Net.Http.Headers;

namespace GameAuth.Server;

/// <summary>The cookie of a refresh token: what it is called, how it is read, set and deleted. Each write has every attribute, since a browser deletes none whose attributes differ.</summary>
/// <remarks>
/// <c>__Host-</c> ties it to the host and to https (RFC 6265bis section 4.1.3.2). Browsers refuse that on plain http, so on loopback in Development it has another name and no <c>Secure</c>.
/// </remarks>
internal sealed class RefreshCookie(IHostEnvironment? environment)
{
    public const string Name = "__Host-gameauth-refresh";

    public const string DevelopmentName = "gameauth-refresh";

    // Far beyond a token of ours; the rest of the code need not carry a stranger's kilobytes.
    private const int Longest = 1024;

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

    /// <summary>Whether the request has the cookie at all, right or not.</summary>
    public bool IsPresent(HttpRequest request) => request.Cookies.ContainsKey(NameFor(request));

    public void Set(HttpContext context, string token, TimeSpan life) =>
        context.Response.Cookies.Append(NameFor(context.Request), token, Attributes(context.Request, life));

    public void Delete(HttpContext context) => context.Response.Cookies.Append(NameFor(context.Request), "", Attributes(context.Request, TimeSpan.Zero));

    private static CookieOptions AttributesOf(bool isSecure, TimeSpan life) => new()
    {
        Path = "/",
        HttpOnly = true,
        Secure = isSecure,
        SameSite = Microsoft.AspNetCore.Http.SameSiteMode.Lax,
        MaxAge = TimeSpan.FromSeconds(Math.Floor(life.TotalSeconds)),
        Expires = life == TimeSpan.Zero ? DateTimeOffset.UnixEpoch : null,
        IsEssential = true,
    };

    private CookieOptions Attributes(HttpRequest request, TimeSpan life) => AttributesOf(!IsPlainLoopback(request), life);

    private string NameFor(HttpRequest request) => IsPlainLoopback(request) ? DevelopmentName : Name;

    // A proxy that ends TLS makes plain requests too, so it is Development that decides.
    private bool IsPlainLoopback(HttpRequest request) =>
        environment?.IsDevelopment() == true && !request.IsHttps
        && (request.Host.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(request.Host.Host, out IPAddress? address) && IPAddress.IsLoopback(address)));
}
