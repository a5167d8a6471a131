using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace GameAuth.Server;

/// <summary>The server's policy for ASP.NET Core's CORS, and the check of <c>Origin</c> that its endpoints make themselves: CORS keeps an answer from a page, and the request has been served by then.</summary>
internal static class ServerCors
{
    /// <summary>The name of the policy, which the endpoints of <c>MapGameAuth()</c> ask for: a default policy of the host, however wide, never holds for them.</summary>
    public const string Policy = "GameAuth";

    /// <summary>Adds the policy to those of the host.</summary>
    public static void AddPolicy(CorsOptions cors, IServiceProvider host)
    {
        // A list of one origin would leave Vary out, and a cache would give one origin's answer to another.
        CorsPolicyBuilder policy = new CorsPolicyBuilder()
            .SetIsOriginAllowed(host.GetRequiredService<OriginCheck>().IsAllowed)
            .WithMethods(HttpMethods.Post)
            .WithHeaders(HeaderNames.ContentType, HeaderNames.Authorization, DpopCheck.Header)
            .WithExposedHeaders(DpopCheck.NonceHeader, HeaderNames.RetryAfter);
        if (host.GetRequiredService<SessionProfiles>().All.Any(static profile => profile.Delivery == RefreshTokenDelivery.Cookie))
        {
            policy.AllowCredentials();
        }

        cors.AddPolicy(Policy, policy.Build());
    }

    /// <summary>Judges where a request to an endpoint comes from.</summary>
    /// <param name="context">The request; its answer has not begun.</param>
    /// <returns>Why it is refused; null where it is not.</returns>
    public static AuthError? Check(HttpContext context)
    {
        HttpRequest request = context.Request;
        if (!context.RequestServices.GetRequiredService<OriginCheck>().IsAllowed(request))
        {
            context.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Origin);
            return AuthError.OriginForbidden;
        }

        if (request.Headers.Origin.Count > 0 || HttpMethods.IsGet(request.Method))
        {
            return null;
        }

        // Browsers send Origin with each POST, though not with a GET of the server's own page; a cookie without one was taken out of a browser.
        context.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Origin);
        return context.RequestServices.GetRequiredService<RefreshCookie>().IsPresent(request)
            ? AuthError.OriginForbidden with { Message = "A refresh token in a cookie needs the header Origin." }
            : null;
    }
}
