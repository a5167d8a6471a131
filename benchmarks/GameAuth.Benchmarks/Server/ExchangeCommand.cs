using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using GameAuth.Server.Host;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace GameAuth.Benchmarks.Server;

/// <summary>
/// <c>server exchange [seconds] ["connection string"]</c>: sign-ins with access tokens of Discord, 16 in flight, by turns in one run: the user and system time of the server's process a sign-in. Ours beside a
/// bare minimal API that makes the same call and inserts one row. Discord is an endpoint of this process that answers at once. Goal: at most 1.3 times the bare API.
/// </summary>
internal static class ExchangeCommand
{
    public const string Name = "exchange";

    public static async Task<int> RunAsync(string[] args)
    {
        double seconds = args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 5;
        await using WebApplication discord = await StartDiscordAsync();
        Uri upstream = new(discord.Urls.First() + "/");
        List<Caller> callers = [];
        try
        {
            callers.Add(new Caller(await MeasuredServer.OfSqliteAsync("eddsa", discord: upstream), "api/auth/discord/exchange"));
            callers.Add(new Caller(await MeasuredServer.OfBareExchangeAsync(upstream, null), "exchange"));
            if (args.Length > 1)
            {
                callers.Add(new Caller(await MeasuredServer.OfPostgreSqlAsync(args[1], "eddsa", discord: upstream), "api/auth/discord/exchange"));
                callers.Add(new Caller(await MeasuredServer.OfBareExchangeAsync(upstream, args[1]), "exchange"));
            }

            await MeasuredRounds.RunAsync([.. callers.Select(static caller => caller.Rounds)], seconds, "sign-in");
        }
        finally
        {
            foreach (Caller caller in callers)
            {
                await caller.DisposeAsync();
            }
        }

        return 0;
    }

    // Each token is of the player whose number it ends with, and good for a week less a minute.
    private static async Task<WebApplication> StartDiscordAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        app.MapGet("/api/v10/oauth2/@me", static context =>
        {
            string player = context.Request.Headers.Authorization.ToString().Split('-')[^1];
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync(
                $$"""{"application":{"id":"{{SessionHost.DiscordApplication}}","name":"Synthetic"},"scopes":["identify"],"expires":"{{Caller.Expires}}","user":{"id":"{{player}}","username":"synthetic"} }""");
        });
        await app.StartAsync();
        return app;
    }

    /// <summary>A server and who signs in there.</summary>
    private sealed class Caller : IAsyncDisposable
    {
        private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, UseProxy = false });
        private readonly MeasuredServer _server;
        private readonly Uri _to;
        private long _player = 940_000_000_000_000_000;

        public Caller(MeasuredServer server, string path) => (_server, _to, Rounds) = (server, new Uri(server.Address, path), new MeasuredRounds(server, SignInAsync));

        public static string Expires { get; } = DateTimeOffset.UtcNow.AddDays(6).ToString("yyyy-MM-ddTHH:mm:ss.ffffffzzz", CultureInfo.InvariantCulture);

        public MeasuredRounds Rounds { get; }

        public async ValueTask DisposeAsync()
        {
            _http.Dispose();
            await _server.DisposeAsync();
        }

        private async Task SignInAsync()
        {
            long player = Interlocked.Increment(ref _player);
            byte[] body = Encoding.UTF8.GetBytes(
                $$"""
                {"client_nonce":"{{Guid.NewGuid()}}","sdk_auth":{"access_token":"synthetic-{{player}}","user":{"id":"{{player}}","username":"synthetic"},"scopes":["identify"],
                "expires":"{{Expires}}","application":{"id":"{{SessionHost.DiscordApplication}}","name":"Synthetic"} } }
                """);
            using ByteArrayContent content = new(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            using HttpResponseMessage response = await _http.PostAsync(_to, content);
            string answer = await response.Content.ReadAsStringAsync();
            if (!response.IsSuccessStatusCode)
            {
                throw new InvalidOperationException($"{_server.Name} refused: {answer}");
            }
        }
    }
}
