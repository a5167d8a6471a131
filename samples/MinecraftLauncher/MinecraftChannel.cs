using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using GameAuth.Providers;
using Microsoft.Extensions.Configuration;

namespace MinecraftLauncher;

/// <summary>The way to the Minecraft services: GameAuth's back channel, with its bounded answers, its typed failures and its permits.</summary>
internal sealed class MinecraftChannel(IHttpClientFactory clients, IRequestPacer pacer, TimeProvider time, IConfiguration configuration)
{
    public const string ClientName = "minecraft";

    private readonly Exchange _channel = new(clients.CreateClient(ClientName), pacer, new ServerClock(time), ClientName);

    /// <summary>Mojang throttles by address; a 429 holds every call of this program back until its time is over.</summary>
    private static readonly PaceRequest Pace = new(["minecraft/services"], FailFast: true);

    /// <summary>api.minecraftservices.com, or what stands for it under the emulator.</summary>
    public Uri Services { get; } = AddressOf(configuration, "minecraftservices", "https://api.minecraftservices.com");

    /// <summary>multiplayer.minecraft.net, or what stands for it under the emulator.</summary>
    public Uri Multiplayer { get; } = AddressOf(configuration, "multiplayer", "https://multiplayer.minecraft.net");

    public Task<ProviderResponse> GetAsync(string step, Uri address, string authorization, CancellationToken cancellationToken) =>
        SendAsync(step, HttpMethod.Get, address, authorization, body: null, cancellationToken);

    public Task<ProviderResponse> PostAsync<T>(string step, Uri address, string? authorization, T body, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        SendAsync(step, HttpMethod.Post, address, authorization, JsonSerializer.SerializeToUtf8Bytes(body, type), cancellationToken);

    private Task<ProviderResponse> SendAsync(
        string step, HttpMethod method, Uri address, string? authorization, byte[]? body, CancellationToken cancellationToken)
    {
        ProviderCall call = new(step, () => Build(method, address, authorization, body))
        {
            Pace = Pace,

            // Logging in twice does no harm: each answer is a token of its own.
            IsRepeatable = true,
        };
        return _channel.SendAsync(call, cancellationToken);
    }

    private static HttpRequestMessage Build(HttpMethod method, Uri address, string? authorization, byte[]? body)
    {
        HttpRequestMessage request = new(method, address);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        if (body is not null)
        {
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        return request;
    }

    private static Uri AddressOf(IConfiguration configuration, string name, string live) => new(configuration[$"GameAuth:Xbox:Endpoints:{name}"] ?? live);
}
