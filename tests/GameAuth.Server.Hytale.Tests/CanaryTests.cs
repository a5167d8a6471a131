using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using GameAuth.Server.Hytale.Tests.World;
using GameAuth.Server.PostgreSql.Tests;

namespace GameAuth.Server.Hytale.Tests;

/// <summary>No token and no code, of callers or of Hytale, is in the tables, in a log at Trace, or in an event.</summary>
[NeedsPostgreSql]
public sealed class CanaryTests : GatewayTest
{
    private static readonly Regex Long = new("[A-Za-z0-9_.-]{30,}", RegexOptions.None, TimeSpan.FromSeconds(5));

    protected override StoreKind Stores => StoreKind.PostgreSql;

    [Fact]
    public async Task No_token_is_in_the_tables_in_a_log_or_in_an_event()
    {
        using Wire wire = new();
        await using GatewayWorld world = await StartAsync(options: static gateway => gateway.PlainAudit = true, nodes: 2);
        HashSet<string> canaries = new(StringComparer.Ordinal);
        (string device, string user) = await world.RequestCodeAsync();
        await world.PassAsync(TimeSpan.FromSeconds(5));
        await world.PostAsync("/token", GatewayWorld.Body("device_code", device), node: 1);
        world.Emulator.Hytale.Approve(user);
        await world.PassAsync(TimeSpan.FromSeconds(5));
        Answer tokens = await world.PostAsync("/token", GatewayWorld.Body("device_code", device));
        string access = tokens.Text("access_token");
        Take(tokens, "access_token", "refresh_token");
        string[] old = [tokens.Text("refresh_token")];
        tokens = await world.PostAsync("/refresh", GatewayWorld.Body("refresh_token", old[0]), node: 1);
        Take(tokens, "access_token", "refresh_token");
        await world.PostAsync("/profiles", bearer: access);
        Answer session = await world.PostAsync("/game-session/new", GatewayWorld.Body("profile_uuid", GatewayWorld.Ranger), access, node: 1);
        Take(session, "session_token", "identity_token");
        await world.PassAsync(TimeSpan.FromMinutes(52));
        Answer refreshed = await world.PostAsync("/game-session/refresh", GatewayWorld.Body("session_id", session.Text("session_id")), access);
        Take(refreshed, "session_token", "identity_token");

        // In places where a token does not belong, and junk that looks like one.
        await world.SendAsync(new HttpRequestMessage(HttpMethod.Post, $"{GatewayWorld.Root}/profiles?access_token={access}") { Content = new StringContent("{}", Encoding.UTF8, "application/json") });
        await world.PostAsync("/profiles", new FormUrlEncodedContent([KeyValuePair.Create("access_token", access)]));
        await world.PassAsync(TimeSpan.FromMinutes(4));
        tokens = await world.PostAsync("/refresh", GatewayWorld.Body("refresh_token", tokens.Text("refresh_token")));
        await world.PassAsync(TimeSpan.FromMinutes(10));
        await world.PostAsync("/refresh", GatewayWorld.Body("refresh_token", old[0]));
        await world.PassAsync(TimeSpan.FromSeconds(2));
        canaries.Add(device);
        canaries.UnionWith(wire.SeenBy(world.Emulator.Hosts.Values));
        Assert.InRange(canaries.Count, 10, 30);
        string dump = await DumpAsync((PostgreSqlStores)world.Stores);
        Assert.True(dump.Length > 10_000, "What is stored is looked at.");
        Assert.Contains(Hex("hytale-session"), dump, StringComparison.Ordinal);
        string logs = world.Logs.Text;
        Assert.Contains("/api/v1/hytale/oauth/profiles", logs, StringComparison.Ordinal);
        string told = string.Join('\n', world.Events.Events);
        Assert.Contains(HytaleGatewayEventNames.SessionRefreshed, told, StringComparison.Ordinal);
        foreach (string canary in canaries)
        {
            Assert.DoesNotContain(Hex(canary), dump, StringComparison.Ordinal);
            Assert.DoesNotContain(canary, dump, StringComparison.Ordinal);
            Assert.DoesNotContain(canary, told, StringComparison.Ordinal);
            AssertNotLogged(canary, logs, access);
        }

        void Take(Answer answer, params string[] names) => canaries.UnionWith(names.Select(answer.Text));
    }

    // Who writes a token into an address has it in the logs of every server on the way: ASP.NET Core's own line of the request has the query. The gateway's have not.
    private static void AssertNotLogged(string canary, string logs, string inQuery)
    {
        IEnumerable<string> lines = logs.Split('\n').Where(line => line.Contains(canary, StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => canary != inQuery || !line.Contains("access_token=", StringComparison.Ordinal));
    }

    private static string Hex(string text) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text));

    private static async Task<string> DumpAsync(PostgreSqlStores stores)
    {
        StringBuilder dump = new();
        foreach (string table in (await stores.Cluster.QueryAsync($"SELECT tablename::text FROM pg_tables WHERE schemaname = '{stores.Schema}'")).Cast<string>())
        {
            foreach (string row in (await stores.Cluster.QueryAsync($"SELECT one::text FROM \"{stores.Schema}\".\"{table}\" AS one")).Cast<string>())
            {
                dump.AppendLine(row);
            }
        }

        return dump.ToString();
    }

    /// <summary>Takes down what goes to Hytale: bearers and the long values of forms.</summary>
    private sealed class Wire : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
    {
        private readonly ConcurrentBag<(string Host, string Token)> _seen = [];
        private readonly List<IDisposable> _subscriptions = [];

        public Wire() => _subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));

        /// <summary>What went to some hosts; other tests run at the same time.</summary>
        public IEnumerable<string> SeenBy(IEnumerable<Uri> hosts) => _seen.Where(one => hosts.Any(host => host.Authority == one.Host)).Select(static one => one.Token);

        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == "HttpHandlerDiagnosticListener")
            {
                _subscriptions.Add(value.Subscribe(this));
            }
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value.Key != "System.Net.Http.HttpRequestOut.Start" || value.Value?.GetType().GetProperty("Request")?.GetValue(value.Value) is not HttpRequestMessage { RequestUri.IsLoopback: true } request)
            {
                return;
            }

            if (request.Headers.Authorization is AuthenticationHeaderValue { Parameter: { Length: > 20 } bearer })
            {
                _seen.Add((request.RequestUri.Authority, bearer));
            }

            if (request.Content is { Headers.ContentType.MediaType: "application/x-www-form-urlencoded" } form)
            {
                string[] pairs = form.ReadAsStringAsync().GetAwaiter().GetResult().Split('&');
                foreach (string pair in pairs.Where(static pair => pair.StartsWith("refresh_token=", StringComparison.Ordinal) || pair.StartsWith("device_code=", StringComparison.Ordinal)))
                {
                    _seen.Add((request.RequestUri.Authority, Long.Match(Uri.UnescapeDataString(pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..])).Value));
                }
            }
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }

        public void Dispose() => _subscriptions.ForEach(static one => one.Dispose());
    }
}
