using GameAuth.Server;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the session server to a host's health checks.</summary>
public static class GameAuthHealthChecksExtensions
{
    /// <summary>
    /// Adds a check of whether this node can serve: the session store answers, the position in the log of revocations is confirmed, a key signs, and the host is not stopping. It is what a load
    /// balancer should ask; a node for which it fails is no broken one, so restart none for it.
    /// </summary>
    /// <param name="builder">The host's health checks.</param>
    /// <param name="name">The check's name. Default <c>gameauth</c>.</param>
    /// <param name="tags">Its tags. Default <c>ready</c>.</param>
    /// <returns>The same builder.</returns>
    public static IHealthChecksBuilder AddGameAuthServer(this IHealthChecksBuilder builder, string name = "gameauth", IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Add(new HealthCheckRegistration(name, static host => ActivatorUtilities.CreateInstance<SessionServerHealth>(host), HealthStatus.Unhealthy, tags ?? ["ready"]));
    }
}
