using System.Buffers.Text;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GameAuth.Server.Host;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace GameAuth.Benchmarks.Peers;

/// <summary>
/// A bare WebSocket of ASP.NET Core: each message has an access token and a room; the token's RS256 signature and end are verified, a row is written to SQLite as durably as ours, and the answer is sent. No
/// challenge, no revocation, no capacity, no limits. <c>POST /host/memory</c> collects and tells.
/// </summary>
internal sealed class SocketPeer : IDisposable
{
    private readonly RSA _key;
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _insert;
    private readonly Lock _gate = new();

    private SocketPeer(RSA key, string file)
    {
        _key = key;
        _connection = new SqliteConnection($"Data Source={file};Pooling=False");
        _connection.Open();
        using SqliteCommand create = _connection.CreateCommand();
        create.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE place (id BLOB PRIMARY KEY, room BLOB NOT NULL, holder BLOB NOT NULL, ends INTEGER NOT NULL) WITHOUT ROWID";
        create.ExecuteNonQuery();
        _insert = _connection.CreateCommand();
        _insert.CommandText = "INSERT INTO place VALUES ($id, $room, $holder, $ends)";
        foreach (string name in (string[])["$id", "$room", "$holder", "$ends"])
        {
            _insert.Parameters.Add(new SqliteParameter(name, DBNull.Value));
        }
    }

    /// <param name="issuer">Whose keys verify the tokens.</param>
    /// <param name="file">The file of SQLite.</param>
    public static async Task<WebApplication> StartAsync(Uri issuer, string file)
    {
        SQLitePCL.Batteries_V2.Init();
        SocketPeer peer = new(await KeyOfAsync(issuer), file);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        app.Lifetime.ApplicationStopped.Register(peer.Dispose);
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(10) });
        app.MapPost("/host/memory", static context => context.Response.WriteAsync(ProcessMemory.Collect()));
        app.Map("/socket", peer.ServeAsync);
        await app.StartAsync();
        return app;
    }

    public void Dispose()
    {
        _insert.Dispose();
        _connection.Dispose();
        _key.Dispose();
    }

    private static async Task<RSA> KeyOfAsync(Uri issuer)
    {
        using HttpClient http = new(new SocketsHttpHandler { UseProxy = false });
        using JsonDocument keys = JsonDocument.Parse(await http.GetStringAsync(new Uri(issuer, ".well-known/jwks.json")));
        JsonElement key = keys.RootElement.GetProperty("keys")[0];
        return RSA.Create(new RSAParameters { Modulus = Base64Url.DecodeFromChars(key.GetProperty("n").GetString()), Exponent = Base64Url.DecodeFromChars(key.GetProperty("e").GetString()) });
    }

    private async Task ServeAsync(HttpContext context)
    {
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
        byte[] buffer = new byte[4096];
        byte[] answer = Encoding.UTF8.GetBytes("""{"type":"joined"}""");
        while (await socket.ReceiveAsync(buffer.AsMemory(), context.RequestAborted) is { MessageType: WebSocketMessageType.Text } part)
        {
            if (!Join(buffer.AsSpan(0, part.Count)))
            {
                await socket.CloseAsync(WebSocketCloseStatus.PolicyViolation, null, context.RequestAborted);
                return;
            }

            await socket.SendAsync(answer.AsMemory(), WebSocketMessageType.Text, endOfMessage: true, context.RequestAborted);
        }

        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
    }

    private bool Join(ReadOnlySpan<byte> message)
    {
        Utf8JsonReader reader = new(message);
        using JsonDocument frame = JsonDocument.ParseValue(ref reader);
        string token = frame.RootElement.GetProperty("access_token").GetString()!;
        int end = token.LastIndexOf('.');
        int middle = token.IndexOf('.', StringComparison.Ordinal);
        if (!_key.VerifyData(Encoding.ASCII.GetBytes(token[..end]), Base64Url.DecodeFromChars(token.AsSpan(end + 1)), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))
        {
            return false;
        }

        using JsonDocument claims = JsonDocument.Parse(Base64Url.DecodeFromChars(token.AsSpan(middle + 1, end - middle - 1)));
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        if (claims.RootElement.GetProperty("exp").GetInt64() <= now)
        {
            return false;
        }

        byte[] room = SHA256.HashData(Encoding.UTF8.GetBytes(frame.RootElement.GetProperty("room").GetString()!));
        byte[] holder = SHA256.HashData(Encoding.UTF8.GetBytes(claims.RootElement.GetProperty("sub").GetString()!));
        lock (_gate)
        {
            object[] values = [RandomNumberGenerator.GetBytes(32), room, holder, now + 15];
            for (int i = 0; i < values.Length; i++)
            {
                _insert.Parameters[i].Value = values[i];
            }

            _insert.ExecuteNonQuery();
        }

        return true;
    }
}
