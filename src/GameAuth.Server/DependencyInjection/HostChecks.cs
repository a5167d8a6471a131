using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GameAuth.Server;

/// <summary>Looks at the host once it listens, and says what of it does not go with a session server. It warns and stops nothing: each may be as somebody wants it.</summary>
internal sealed partial class HostChecks(IServiceProvider host, ILogger<HostChecks> logger)
{
    /// <summary>What to write where a proxy ends TLS.</summary>
    public const string ForwardedHeadersFix =
        "Where a proxy ends TLS, tell the server so: services.Configure<ForwardedHeadersOptions>(o => { o.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto; "
        + "o.KnownProxies.Add(<the proxy's address>); }), and app.UseForwardedHeaders() before anything else.";

    private readonly ILogger _logger = logger;

    /// <summary>Looks.</summary>
    public void Run()
    {
        CheckProxy();
        if (host.GetService<IHostEnvironment>()?.IsDevelopment() == true)
        {
            return;
        }

        if (!host.GetRequiredService<TransportRules>().IsUsedByApplication)
        {
            NoTransport();
        }

        // An address is all that there is before a player is known, and it is the host that knows which addresses are proxies.
        if (!host.GetServices<IConfigureOptions<RateLimiterOptions>>().Any())
        {
            NoRateLimit();
        }
    }

    private void CheckProxy()
    {
        ForwardedHeadersOptions forwarded = host.GetRequiredService<IOptions<ForwardedHeadersOptions>>().Value;
        bool readsProto = forwarded.ForwardedHeaders.HasFlag(ForwardedHeaders.XForwardedProto);
        ICollection<string> addresses = host.GetService<IServer>()?.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        bool isPlain = addresses.Count > 0 && addresses.All(static address => address.StartsWith("http://", StringComparison.OrdinalIgnoreCase));
        bool wantsHttps = host.GetRequiredService<IOptions<GameAuthServerOptions>>().Value.BaseUrls.Any(static address => address.Scheme == Uri.UriSchemeHttps);
        if (isPlain && wantsHttps && !readsProto)
        {
            PlainOnly(ForwardedHeadersFix);
        }

        if (readsProto && forwarded.KnownProxies.Count == 0 && forwarded.KnownIPNetworks.Count == 0)
        {
            TrustsEverybody();
        }
    }

    [LoggerMessage(2052, LogLevel.Warning, "The server listens on plain http alone, and its clients come by https. Every request will be refused with 403 unless the scheme is forwarded. {Fix}")]
    private partial void PlainOnly(string fix);

    [LoggerMessage(2053, LogLevel.Warning,
        "Forwarded headers are taken from everybody: whoever reaches this server without the proxy says himself which address he has and that he came by https. Name the proxy in KnownProxies or KnownIPNetworks of ForwardedHeadersOptions.")]
    private partial void TrustsEverybody();

    [LoggerMessage(2054, LogLevel.Warning,
        "UseGameAuthTransport() was not called: the server's own endpoints refuse plain http and origins that are not allowed, and those of the application, which take access tokens too, do not. Call it after UseForwardedHeaders().")]
    private partial void NoTransport();

    [LoggerMessage(2055, LogLevel.Warning,
        "No rate limiter is among the services: nothing limits how often an address asks for an exchange. Add one by services.AddRateLimiter(...) and app.UseRateLimiter(); the guide of the session server has a policy.")]
    private partial void NoRateLimit();
}
