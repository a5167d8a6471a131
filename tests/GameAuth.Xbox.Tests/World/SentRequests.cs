using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GameAuth.Xbox.Tests;

/// <summary>Requests as they left, with their bodies.</summary>
internal sealed class SentRequests : ConcurrentQueue<(HttpRequestMessage Request, byte[] Body)>
{
    /// <summary>The fields of the numbered form that went to a path.</summary>
    public string[] Form(string path, int number) =>
        [.. Encoding.ASCII.GetString(this.Where(one => one.Request.RequestUri!.AbsolutePath == path).ElementAt(number).Body).Split('&').Select(Uri.UnescapeDataString)];

    /// <summary>The one body that went to a path.</summary>
    public JsonElement Json(string path) => JsonDocument.Parse(this.Single(one => one.Request.RequestUri!.AbsolutePath == path).Body).RootElement;

    /// <summary>The public half of the key that the device token was last asked for with: whoever holds the private half is the device.</summary>
    public ECDsa DeviceKey()
    {
        JsonElement jwk = JsonDocument.Parse(this.Last(static one => one.Request.RequestUri!.AbsolutePath == "/device/authenticate").Body)
            .RootElement.GetProperty("Properties").GetProperty("ProofKey");
        byte[] Coordinate(string name) => System.Buffers.Text.Base64Url.DecodeFromChars(jwk.GetProperty(name).GetString());
        return ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = Coordinate("x"), Y = Coordinate("y") } });
    }
}

/// <summary>Keeps what is sent, and sends it on.</summary>
internal sealed class SentRequestsHandler(SentRequests sent) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        sent.Enqueue((request, request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken)));
        return await base.SendAsync(request, cancellationToken);
    }
}

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
