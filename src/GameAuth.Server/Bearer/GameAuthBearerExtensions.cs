using GameAuth.Server;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the check of the session server's access tokens to a host's authentication.</summary>
public static class GameAuthBearerExtensions
{
    /// <summary>
    /// Adds a scheme that takes access tokens of this host's session server (<c>AddGameAuthServer()</c>), so that <c>[Authorize]</c>, minimal APIs and hubs work: signature, claims, audience and
    /// revocation. The ticket ends when the token does, so that <c>CloseOnAuthenticationExpiration</c> closes hubs. WebSockets, streams of events and hubs that a token has opened are closed when its session is
    /// revoked. A node that does not know now who was revoked answers 503.
    /// </summary>
    /// <param name="builder">The host's authentication.</param>
    /// <param name="scheme">The scheme's name.</param>
    /// <param name="configure">Sets the options; null for the defaults.</param>
    /// <returns>The same builder.</returns>
    public static AuthenticationBuilder AddGameAuthBearer(
        this AuthenticationBuilder builder, string scheme = GameAuthBearerDefaults.AuthenticationScheme, Action<GameAuthBearerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<HubOptions>, HubRevocationSetup>());
        return builder.AddScheme<GameAuthBearerOptions, GameAuthBearerHandler>(scheme, configure);
    }
}
