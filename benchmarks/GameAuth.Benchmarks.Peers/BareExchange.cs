using System.Data.Common;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace GameAuth.Benchmarks.Peers;

/// <summary>
/// What the exchange of a token of Discord costs at the very least: a minimal API that reads the body, asks Discord whose the token is, compares application and end, and inserts one row, each as plainly
/// as .NET permits. It signs nothing and remembers nothing.
/// </summary>
internal sealed class BareExchange(Uri discord, string application, Func<DbConnection> open) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = discord };

    /// <summary>Starts it.</summary>
    /// <param name="discord">Where Discord is.</param>
    /// <param name="application">The application whose tokens are taken.</param>
    /// <param name="store"><c>sqlite:file</c> or <c>postgresql:connection string</c>; its table <c>bare</c> is made anew.</param>
    public static async Task<WebApplication> StartAsync(Uri discord, string application, string store)
    {
        string[] parts = store.Split(':', 2);
        Func<DbConnection> open = parts[0] == "sqlite" ? () => new SqliteConnection($"Data Source={parts[1]}") : new NpgsqlDataSourceBuilder(parts[1]).Build().CreateConnection;
        await MakeTableAsync(open, isSqlite: parts[0] == "sqlite");
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        BareExchange exchange = new(discord, application, open);
        app.Lifetime.ApplicationStopped.Register(exchange.Dispose);
        app.MapPost("/exchange", (Delegate)exchange.AnswerAsync);
        await app.StartAsync();
        return app;
    }

    public void Dispose() => _http.Dispose();

    private static async Task MakeTableAsync(Func<DbConnection> open, bool isSqlite)
    {
        if (isSqlite)
        {
            SQLitePCL.Batteries_V2.Init();
        }

        await using DbConnection connection = open();
        await connection.OpenAsync();
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = $"{(isSqlite ? "PRAGMA journal_mode = WAL; " : "")}DROP TABLE IF EXISTS bare; CREATE TABLE bare (id TEXT PRIMARY KEY, player TEXT NOT NULL, ends TEXT NOT NULL)";
        await command.ExecuteNonQueryAsync();
    }

    private async Task<IResult> AnswerAsync(HttpContext context)
    {
        JsonElement body = await context.Request.ReadFromJsonAsync<JsonElement>();
        using HttpRequestMessage request = new(HttpMethod.Get, "api/v10/oauth2/@me");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", body.GetProperty("sdk_auth").GetProperty("access_token").GetString());
        using HttpResponseMessage response = await _http.SendAsync(request);
        JsonElement known = await response.Content.ReadFromJsonAsync<JsonElement>();
        if (known.GetProperty("application").GetProperty("id").GetString() != application || known.GetProperty("expires").GetDateTimeOffset() < DateTimeOffset.UtcNow)
        {
            return Results.Unauthorized();
        }

        string id = Guid.NewGuid().ToString();
        string player = known.GetProperty("user").GetProperty("id").GetString()!;
        await using DbConnection connection = open();
        await connection.OpenAsync();
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = "INSERT INTO bare (id, player, ends) VALUES (@id, @player, @ends)";
        foreach ((string name, string value) in (ReadOnlySpan<(string, string)>)[("@id", id), ("@player", player), ("@ends", known.GetProperty("expires").GetString()!)])
        {
            DbParameter parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }

        await command.ExecuteNonQueryAsync();
        return Results.Json(new { session = id, player });
    }
}
