using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using GameAuth.Server.Host;

namespace GameAuth.Benchmarks.HytaleGateway;

/// <summary>
/// <c>hytale-gateway load</c>: profiles and game sessions through the gateway, beside a bare minimal API that makes the same upstream call, one counting UPDATE and one INSERT by hand. Each account makes
/// 20 calls of each kind, which is its limit for an hour. Goal: at most 1.5 times the processor's time.
/// </summary>
internal static class GatewayLoad
{
    private const int CallsEach = 20;
    private const int InFlight = 8;

    public static async Task RunAsync(string connection, int accounts)
    {
        await using GatewayBench bench = await GatewayBench.StartAsync(connection, accounts);
        await using HostProcess gateway = await bench.StartNodeAsync();
        await using HostProcess bare = await HostProcess.StartAsync(new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "GameAuth.Benchmarks.Peers" + (OperatingSystem.IsWindows() ? ".exe" : "")),
            ["bare-gateway", GatewayBench.Pooled(connection), bench.Hytale.Hosts["account-data.hytale.com"].AbsoluteUri, bench.Hytale.Hosts["sessions.hytale.com"].AbsoluteUri]));
        string[] callers = await Task.WhenAll(Enumerable.Range(0, accounts).Select(account => bench.SignInAsync(gateway.Address, account)));
        string[] grants = await Task.WhenAll(Enumerable.Range(0, accounts).Select(account => GrantAsync(bench, account)));

        // The first fifth warms up, and no account is over its limit.
        int warm = Math.Max(1, accounts / 5);
        foreach ((int from, int to, bool isMeasured) in (IEnumerable<(int, int, bool)>)[(0, warm, false), (warm, accounts, true)])
        {
            Measured ours = await ProfilesAsync(gateway, from, to, account => bench.PostAsync(gateway.Address, "/profiles", "{}", callers[account]));
            Measured theirs = await ProfilesAsync(bare, from, to, account => BareAsync(bench, bare.Address, "/profiles", grants[account], account));
            Report("profiles", ours, theirs, isMeasured);
            ours = await SessionsAsync(gateway, from, to, account => OursAsync(bench, gateway.Address, callers[account], account));
            theirs = await SessionsAsync(bare, from, to, account => TheirsAsync(bench, bare.Address, grants[account], account));
            Report("game session, new and delete", ours, theirs, isMeasured);
        }
    }

    private static Task<Measured> ProfilesAsync(HostProcess process, int from, int to, Func<int, Task> call) => MeasureAsync(process, from, to, call, callsEach: 1);

    private static Task<Measured> SessionsAsync(HostProcess process, int from, int to, Func<int, Task> call) => MeasureAsync(process, from, to, call, callsEach: 2);

    private static async Task OursAsync(GatewayBench bench, Uri address, string caller, int account)
    {
        JsonElement made = await bench.PostAsync(address, "/game-session/new", $$"""{"profile_uuid":"{{GatewayBench.ProfileOf(account)}}"}""", caller);
        await bench.PostAsync(address, "/game-session/delete", $$"""{"session_id":"{{made.GetProperty("session_id").GetString()}}"}""", caller);
    }

    private static async Task TheirsAsync(GatewayBench bench, Uri address, string grant, int account)
    {
        JsonElement made = await BareAsync(bench, address, "/game-session/new", grant, account);
        await BareAsync(bench, address, "/game-session/delete", made.GetProperty("sessionToken").GetString()!, account);
    }

    private static async Task<Measured> MeasureAsync(HostProcess process, int from, int to, Func<int, Task> call, int callsEach)
    {
        ConcurrentQueue<int> left = new(Enumerable.Range(0, CallsEach).SelectMany(_ => Enumerable.Range(from, to - from)));
        int count = left.Count * callsEach;
        ConcurrentBag<double> took = [];
        TimeSpan before = process.Work;
        await Task.WhenAll(Enumerable.Range(0, InFlight).Select(_ => Task.Run(async () =>
        {
            while (left.TryDequeue(out int account))
            {
                long start = Stopwatch.GetTimestamp();
                await call(account);
                took.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds / callsEach);
            }
        })));
        double[] sorted = [.. took.Order()];
        return new Measured((process.Work - before).TotalMilliseconds / count, sorted[sorted.Length / 2], sorted[(int)(sorted.Length * 0.99)], count);
    }

    private static void Report(string what, Measured ours, Measured theirs, bool isMeasured)
    {
        if (isMeasured)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: gateway {ours}; bare {theirs}; {ours.Processor / theirs.Processor:F2} times the processor's time, of {ours.Calls} calls each"));
        }
    }

    private static async Task<JsonElement> BareAsync(GatewayBench bench, Uri address, string path, string token, int account)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(address, path)) { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.TryAddWithoutValidation("X-Caller", GatewayBench.OwnerOf(account));
        request.Headers.TryAddWithoutValidation("X-Profile", GatewayBench.ProfileOf(account));
        using HttpResponseMessage answer = await bench.Http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        string text = await answer.Content.ReadAsStringAsync();
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    /// <summary>The bare API's caller has Hytale's own access token, which the gateway's callers never see.</summary>
    private static async Task<string> GrantAsync(GatewayBench bench, int account)
    {
        Uri host = bench.Hytale.Hosts["oauth.accounts.hytale.com"];
        JsonElement code = await FormAsync(bench, new Uri(host, "/oauth2/device/auth"), ("client_id", "hytale-server"), ("scope", "openid offline auth:server"));
        bench.Hytale.Hytale.Approve(code.GetProperty("user_code").GetString()!, GatewayBench.OwnerOf(account));
        JsonElement tokens = await FormAsync(
            bench, new Uri(host, "/oauth2/token"), ("client_id", "hytale-server"), ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"), ("device_code", code.GetProperty("device_code").GetString()!));
        return tokens.GetProperty("access_token").GetString()!;
    }

    private static async Task<JsonElement> FormAsync(GatewayBench bench, Uri address, params (string Name, string Value)[] fields)
    {
        using FormUrlEncodedContent form = new(fields.Select(static field => KeyValuePair.Create(field.Name, field.Value)));
        using HttpResponseMessage answer = await bench.Http.PostAsync(address, form);
        answer.EnsureSuccessStatusCode();
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
    }

    /// <param name="Processor">Milliseconds of the server's processor a call.</param>
    /// <param name="Median">Milliseconds a call, as the caller waits.</param>
    /// <param name="High">The 99th of 100.</param>
    /// <param name="Calls">How many.</param>
    private sealed record Measured(double Processor, double Median, double High, int Calls)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Processor:F2} ms of processor, p50 {Median:F1} ms, p99 {High:F1} ms");
    }
}
