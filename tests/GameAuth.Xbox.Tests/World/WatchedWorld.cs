using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GameAuth.Xbox.Tests;

/// <summary>A world whose requests to the authentication hosts are kept as they left.</summary>
internal static class WatchedWorld
{
    /// <summary>The signed calls among what was sent.</summary>
    public static IEnumerable<(HttpRequestMessage Request, byte[] Body)> Signed(this SentRequests sent) =>
        sent.Where(static one => one.Request.Headers.Contains(XboxRequestSigner.HeaderName));

    /// <summary>Starts the application, with what it sends kept.</summary>
    public static async Task<IXboxAuth> WatchAsync(this XboxWorld world, SentRequests sent, Action<XboxOptions>? options = null) =>
        (await world.WatchAsync(() => new SentRequestsHandler(sent), options)).Services.GetRequiredService<IXboxAuth>();

    /// <summary>Starts the application with a handler of the test's own before the authentication hosts.</summary>
    public static Task<IHost> WatchAsync(this XboxWorld world, Func<DelegatingHandler> handler, Action<XboxOptions>? options = null) => world.StartApplicationAsync(
        app => app.Services.AddHttpClient(GameAuthClientNames.Auth(XboxDefaults.Provider)).AddHttpMessageHandler(handler), options);
}
