using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using GameAuth.Server.Host;

namespace GameAuth.Server.Hytale.Tests.World;

/// <summary>A node in a process of its own; see GameAuth.Server.Hytale.Host.</summary>
internal sealed class GatewayProcess : IAsyncDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "GameAuth.Server.Hytale.Host");
    private readonly HostProcess _process;
    private readonly HttpClient _client;

    private GatewayProcess(HostProcess process) => (_process, _client) = (process, new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = process.Address });

    public static async Task<GatewayProcess> StartAsync(string connectionString, string schema, string configuration) =>
        new(await HostProcess.StartAsync(new ProcessStartInfo(Program, [connectionString, schema, configuration])));

    public async Task<Answer> PostAsync(string path, string body, string? bearer = null, string? address = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, GatewayWorld.Root + path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = bearer is null ? null : new AuthenticationHeaderValue("Bearer", bearer);
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", address ?? "192.0.2.1");
        request.Headers.TryAddWithoutValidation("X-Forwarded-Proto", "https");
        using HttpResponseMessage response = await _client.SendAsync(request);
        return await Answer.ReadAsync(response);
    }

    /// <summary>kill -9.</summary>
    public Task KillAsync() => _process.KillAsync();

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _process.DisposeAsync();
    }
}
