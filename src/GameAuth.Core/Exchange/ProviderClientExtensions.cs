using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Providers;

/// <summary>The clients of providers: what meets the network under each of them.</summary>
public static class ProviderClientExtensions
{
    /// <summary>
    /// Adds a client for calls to a provider that carry no account's token: no redirects, no cookies, no log of requests, no time limit but that of the calls, and no proxy for loopback
    /// addresses. A primary handler of the application's own is checked at the host's start.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="name">The client's name.</param>
    /// <returns>The client's builder.</returns>
    public static IHttpClientBuilder AddProviderClient(this IServiceCollection services, string name)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddSingleton(new AuthenticatedClient(name));
        return services.AddHttpClient(name, static client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(static () => PrimaryHandlers.Create())
            .RemoveAllLoggers();
    }
}
