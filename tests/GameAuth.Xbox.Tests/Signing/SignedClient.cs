using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GameAuth.Xbox.Tests.Signing;

/// <summary>An account whose clients reach a socket in place of a live service, and the key that its requests should be signed with.</summary>
internal sealed class SignedClient : IAsyncDisposable
{
    private readonly XboxWorld _world;
    private readonly SentRequests _sent;

    private SignedClient(XboxWorld world, RawService service, XboxAccount me, SentRequests sent) => (_world, Service, Me, _sent) = (world, service, me, sent);

    public RawService Service { get; }

    public XboxAccount Me { get; }

    public XboxWorld World => _world;

    public HttpClient Http => Me.CreateClient();

    /// <param name="host">The first label of the live host that the socket stands for.</param>
    /// <param name="answer">What the socket answers.</param>
    /// <param name="options">The registration.</param>
    /// <param name="world">The emulator; null starts one.</param>
    public static async Task<SignedClient> StartAsync(
        string host = "titlehub", Func<XboxWorld, int, string>? answer = null, Action<XboxOptions>? options = null, XboxWorld? world = null)
    {
        world ??= await XboxWorld.StartAsync();
        RawService service = new(answer is null ? null : number => answer(world, number));
        SentRequests sent = new();
        IHost application = await world.StartApplicationAsync(
            app => app.Services.AddHttpClient(GameAuthClientNames.Auth(XboxDefaults.Provider)).AddHttpMessageHandler(() => new SentRequestsHandler(sent)),
            one =>
            {
                one.Endpoints[XboxDefaults.Endpoints.ContainsKey(host) ? host : $"{host}.xboxlive.com"] = service.Address;
                options?.Invoke(one);
            });
        return new SignedClient(world, service, await world.SignInAsync(application.Services.GetRequiredService<IXboxAuth>()), sent);
    }

    public Uri To(string target) => new(Service.Address.OriginalString + target);

    /// <summary>Judges what arrived, by the oracle.</summary>
    public void AssertSigned(RawRequest seen, byte[] signedBody, params string[] extra)
    {
        using ECDsa key = _sent.DeviceKey();
        Assert.StartsWith("XBL3.0 x=", seen.Header("Authorization"), StringComparison.Ordinal);
        Assert.True(SignatureOracle.Verify(key, seen.Header("Signature"), seen.Method, seen.Target, seen.Header("Authorization"), signedBody, extra));
    }

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        await _world.DisposeAsync();
    }
}
