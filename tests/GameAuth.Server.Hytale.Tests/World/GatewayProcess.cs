using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;

namespace GameAuth.Server.Hytale.Tests.World;

/// <summary>A node in a process of its own; see GameAuth.Server.Hytale.Host.</summary>
internal sealed class GatewayProcess : IDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "GameAuth.Server.Hytale.Host");
    private readonly Process _process;
    private readonly HttpClient _client;

    private GatewayProcess(Process process, Uri address) => (_process, _client) = (process, new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = address });

    public static async Task<GatewayProcess> StartAsync(string connectionString, string schema, string configuration)
    {
        Process process = Process.Start(new ProcessStartInfo(Program, [connectionString, schema, configuration]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        string? line = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1));
        Assert.StartsWith("ready ", line, StringComparison.Ordinal);
        return new GatewayProcess(process, new Uri(line![6..]));
    }

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
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
        _client.Dispose();
    }
}
