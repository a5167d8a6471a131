using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace GameAuth.Benchmarks.Peers;

/// <summary>A bare minimal API before Hytale: for each call one counting UPDATE, the same upstream call with the token that the caller brings, and one INSERT, by hand. It refreshes, renews, hides and checks nothing.</summary>
internal static class BareGatewayPeer
{
    private const string Schema = "bare_gateway_bench";

    public static async Task<WebApplication> StartAsync(string connection, Uri accounts, Uri sessions)
    {
        NpgsqlDataSource database = NpgsqlDataSource.Create(connection);
        await ExecuteAsync(database, $"DROP SCHEMA IF EXISTS {Schema} CASCADE; CREATE SCHEMA {Schema}; CREATE TABLE {Schema}.counts (who text PRIMARY KEY, total integer NOT NULL); CREATE TABLE {Schema}.audit (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz NOT NULL, what text NOT NULL, who text NOT NULL)");
        HttpClient http = new(new SocketsHttpHandler { UseProxy = false });
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        app.MapPost("/profiles", context => AnswerAsync(context, "profiles", token => Request(HttpMethod.Get, new Uri(accounts, "/my-account/get-profiles"), token, body: null)));
        app.MapPost("/game-session/new", context => AnswerAsync(context, "new", token => Request(HttpMethod.Post, new Uri(sessions, "/game-session/new"), token, $$"""{"uuid":"{{context.Request.Headers["X-Profile"]}}"}""")));
        app.MapPost("/game-session/delete", context => AnswerAsync(context, "delete", token => Request(HttpMethod.Delete, new Uri(sessions, "/game-session"), token, body: null)));
        await app.StartAsync();
        return app;

        async Task AnswerAsync(HttpContext context, string what, Func<string, HttpRequestMessage> ask)
        {
            string who = context.Request.Headers["X-Caller"].ToString();
            string token = context.Request.Headers.Authorization.ToString()["Bearer ".Length..];
            using JsonDocument body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            await using (NpgsqlCommand count = database.CreateCommand($"INSERT INTO {Schema}.counts AS c VALUES ($1, 1) ON CONFLICT (who) DO UPDATE SET total = c.total + 1 RETURNING total"))
            {
                count.Parameters.Add(new NpgsqlParameter<string> { TypedValue = who });
                await count.ExecuteScalarAsync(context.RequestAborted);
            }

            using HttpRequestMessage request = ask(token);
            using HttpResponseMessage answer = await http.SendAsync(request, context.RequestAborted);
            byte[] read = await answer.Content.ReadAsByteArrayAsync(context.RequestAborted);
            await using (NpgsqlCommand insert = database.CreateCommand($"INSERT INTO {Schema}.audit (at, what, who) VALUES (now(), $1, $2)"))
            {
                insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = what });
                insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = who });
                await insert.ExecuteNonQueryAsync(context.RequestAborted);
            }

            // Hytale's 204 has no body, and this answer is JSON.
            context.Response.StatusCode = answer.IsSuccessStatusCode ? StatusCodes.Status200OK : (int)answer.StatusCode;
            context.Response.ContentType = "application/json";
            await context.Response.Body.WriteAsync(read, context.RequestAborted);
        }
    }

    private static HttpRequestMessage Request(HttpMethod method, Uri address, string token, string? body) => new(method, address)
    {
        Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
        Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"),
    };

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        await using NpgsqlCommand command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
