using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
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
    private const int Rounds = 5;
    private const int WarmUp = 6;
    private const int InFlight = 16;

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

            // The first round warms up, and is longer, as for grants.
            for (int round = 0; round <= Rounds; round++)
            {
                foreach (Caller caller in callers)
                {
                    await caller.MeasureAsync(TimeSpan.FromSeconds(round > 0 ? seconds : seconds * WarmUp), isKept: round > 0);
                }
            }

            Console.WriteLine($"{"server",-46}{"CPU ms a sign-in",18}{"(least to most)",20}{"of it system",14}{"sign-ins/s",12}{"p50 ms",10}{"p99 ms",10}");
            foreach (Caller caller in callers)
            {
                Console.WriteLine(caller);
            }
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
    private sealed class Caller(MeasuredServer server, string path) : IAsyncDisposable
    {
        private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, UseProxy = false });
        private readonly List<double> _work = [];
        private readonly List<double> _systemWork = [];
        private readonly List<double> _rates = [];
        private readonly List<double> _times = [];
        private long _player = 940_000_000_000_000_000;

        public static string Expires { get; } = DateTimeOffset.UtcNow.AddDays(6).ToString("yyyy-MM-ddTHH:mm:ss.ffffffzzz", CultureInfo.InvariantCulture);

        public async Task MeasureAsync(TimeSpan time, bool isKept)
        {
            ConcurrentBag<double> times = [];
            (TimeSpan before, TimeSpan systemBefore) = (server.Work, server.SystemWork);
            long start = Stopwatch.GetTimestamp();
            await Task.WhenAll(Enumerable.Range(0, InFlight).Select(_ => Task.Run(() => RunAsync(start, time, times))));
            double elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (isKept)
            {
                _work.Add((server.Work - before).TotalMilliseconds / times.Count);
                _systemWork.Add((server.SystemWork - systemBefore).TotalMilliseconds / times.Count);
                _rates.Add(times.Count / elapsed);
                _times.AddRange(times);
            }
        }

        public override string ToString()
        {
            double[] times = [.. _times.Order()];
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{server.Name,-46}{Figures.Median(_work),18:F3}{$"({_work.Min():F3} to {_work.Max():F3})",20}{Figures.Median(_systemWork),14:F3}{Figures.Median(_rates),12:F0}{times[times.Length / 2],10:F1}{times[times.Length * 99 / 100],10:F1}");
        }

        public async ValueTask DisposeAsync()
        {
            _http.Dispose();
            await server.DisposeAsync();
        }

        private async Task RunAsync(long start, TimeSpan time, ConcurrentBag<double> times)
        {
            Uri to = new(server.Address, path);
            while (Stopwatch.GetElapsedTime(start) < time)
            {
                long player = Interlocked.Increment(ref _player);
                byte[] body = System.Text.Encoding.UTF8.GetBytes(
                    $$"""
                    {"client_nonce":"{{Guid.NewGuid()}}","sdk_auth":{"access_token":"synthetic-{{player}}","user":{"id":"{{player}}","username":"synthetic"},"scopes":["identify"],
                    "expires":"{{Expires}}","application":{"id":"{{SessionHost.DiscordApplication}}","name":"Synthetic"} } }
                    """);
                using ByteArrayContent content = new(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
                long asked = Stopwatch.GetTimestamp();
                using HttpResponseMessage response = await _http.PostAsync(to, content);
                string answer = await response.Content.ReadAsStringAsync();
                times.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
                if (!response.IsSuccessStatusCode)
                {
                    throw new InvalidOperationException($"{server.Name} refused: {answer}");
                }
            }
        }
    }
}
