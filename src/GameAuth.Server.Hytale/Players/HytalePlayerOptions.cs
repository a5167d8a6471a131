using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;

namespace GameAuth.Server.Hytale;

/// <summary>How players of Hytale are let into the session server by what their client shows to a game server; bound from the section <c>GameAuth:HytalePlayers</c> of the host's configuration. Read once, at the host's start, which checks them.</summary>
public sealed class HytalePlayerOptions
{
    /// <summary>The provider's name: <c>hytale-player</c>. Its players are profiles; the gateway's <see cref="HytaleGatewayOptions.Provider"/> has accounts, and neither is ever taken for the other.</summary>
    public const string Provider = "hytale-player";

    /// <summary>This server's own audience, which the token must be for: <c>aud</c>. There is no default; without one the start fails.</summary>
    public string Audience { get; set; } = "";

    /// <summary>The registration whose <see cref="GameAuth.Hytale.HytaleTokenValidator"/> reads the tokens. Default <c>default</c>.</summary>
    public string Registration { get; set; } = "default";

    /// <summary>
    /// Finds the certificate whose key the client has proven to hold. Default: that of the TLS connection. Behind a proxy that ends TLS it is what the proxy has verified and says of it, such as by ASP.NET
    /// Core's certificate forwarding; never what the client itself writes. Null for none: the exchange is refused.
    /// </summary>
    public Func<HttpContext, X509Certificate2?> FindCertificate { get; set; } = static context => context.Connection.ClientCertificate;
}
