using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using GameAuth.Emulator;
using GameAuth.Server.Host;
using Npgsql;

namespace GameAuth.Benchmarks.HytaleGateway;

/// <summary>An emulated Hytale in this process, and nodes of a gateway in others, over a schema of its own.</summary>
internal sealed class GatewayBench : IAsyncDisposable
{
    private const string Schema = "hytale_gateway_bench";
    private const string Root = "/api/v1/hytale/oauth";

    private readonly string _connection;
    private readonly string _configuration = Path.Combine(AppContext.BaseDirectory, $"hytale-gateway-{Guid.NewGuid():N}.json");
    private readonly NpgsqlDataSource _database;

    private GatewayBench(string connection, GameAuthEmulator hytale) => (_connection, Hytale, _database) = (connection, hytale, NpgsqlDataSource.Create(connection));

    /// <summary>A server has a limit of connections, which each pool of a node must leave something of.</summary>
    public static string Pooled(string connection) => connection + ";Maximum Pool Size=16";

    public GameAuthEmulator Hytale { get; }

    public HttpClient Http { get; } = new(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = 64 });

    public static string OwnerOf(int account) => $"a1000000-0000-4000-8000-{account:d12}";

    public static string ProfileOf(int account) => $"a2000000-0000-4000-8000-{account:d12}";

    public static async Task<GatewayBench> StartAsync(string connection, int accounts)
    {
        EmulatorOptions options = new() { Providers = { "hytale" } };
        options.Hytale.PollInterval = TimeSpan.FromSeconds(1);
        for (int i = 0; i < accounts; i++)
        {
            options.Hytale.Accounts.Add(new EmulatedHytaleAccount { Owner = OwnerOf(i), Profiles = [new EmulatedHytaleProfile { Uuid = ProfileOf(i), Username = $"Player{i}" }] });
        }

        GatewayBench bench = new(connection, await GameAuthEmulator.StartAsync(options));
        bench.Hytale.SignIns.Default = new SignInScript { Decision = SignInDecision.Manual };
        await File.WriteAllTextAsync(bench._configuration, JsonSerializer.Serialize(bench.Hytale.Configuration));
        await bench.QueryAsync($"DROP SCHEMA IF EXISTS {Schema} CASCADE");
        return bench;
    }

    /// <summary>Starts a node.</summary>
    public Task<HostProcess> StartNodeAsync()
    {
        ProcessStartInfo start = new(Path.Combine(AppContext.BaseDirectory, "GameAuth.Server.Hytale.Host" + (OperatingSystem.IsWindows() ? ".exe" : "")), [Pooled(_connection), Schema, _configuration]);
        start.Environment["GameAuth__HytaleGateway__UpstreamRequestsPerMinute"] = "100000";
        return HostProcess.StartAsync(start);
    }

    /// <summary>Runs a statement, and returns the first value of its first row.</summary>
    public async Task<object?> QueryAsync(string sql)
    {
        await using NpgsqlCommand command = _database.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>The owner of an account signs in for a caller.</summary>
    /// <returns>The caller's access token.</returns>
    public async Task<string> SignInAsync(Uri node, int account)
    {
        JsonElement code = await PostAsync(node, "/device-code", "{}", bearer: null, $"10.{account / 62_500}.{account / 250 % 250}.{1 + (account % 250)}");
        Hytale.Hytale.Approve(code.GetProperty("user_code").GetString()!, OwnerOf(account));
        await Task.Delay(TimeSpan.FromSeconds(1.1));
        return (await PostAsync(node, "/token", $$"""{"device_code":"{{code.GetProperty("device_code").GetString()}}"}""", bearer: null)).GetProperty("access_token").GetString()!;
    }

    public async Task<JsonElement> PostAsync(Uri node, string path, string body, string? bearer, string address = "192.0.2.1")
    {
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(node, Root + path)) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = bearer is null ? null : new AuthenticationHeaderValue("Bearer", bearer);
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", address);
        request.Headers.TryAddWithoutValidation("X-Forwarded-Proto", "https");
        using HttpResponseMessage answer = await Http.SendAsync(request);
        string text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonDocument.Parse(text).RootElement : throw new InvalidOperationException($"{path}: {(int)answer.StatusCode}");
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _database.DisposeAsync();
        await Hytale.DisposeAsync();
        File.Delete(_configuration);
    }
}
