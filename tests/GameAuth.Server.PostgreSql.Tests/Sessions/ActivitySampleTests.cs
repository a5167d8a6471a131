using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace GameAuth.Server.PostgreSql.Tests;

/// <summary>The Activity of the samples over a database, by HTTP as its page does. The page itself is walked through in tests/GameAuth.Activity.Tests.</summary>
public sealed class ActivitySampleTests : PostgreSqlTest
{
    private const string Verifier = "vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv";

    [Fact]
    public async Task It_has_two_nodes_behind_one_origin_that_know_one_player()
    {
        DirectoryInfo sdk = Directory.CreateTempSubdirectory("gameauth-sdk-");
        await File.WriteAllTextAsync(Path.Combine(sdk.FullName, "index.mjs"), "");
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "DiscordActivity.dll"), "--emulator", "--port", $"{FreePorts()}", "--postgres", Cluster.ConnectionString, "--sdk", sdk.FullName]) { RedirectStandardOutput = true };
        using Process sample = Process.Start(start)!;
        try
        {
            Assert.StartsWith("2 node(s) behind one origin.", await sample.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(2)), StringComparison.Ordinal);
            Uri client = new((await sample.StandardOutput.ReadLineAsync())!.Trim());
            Uri activity = new UriBuilder(client) { Path = "/", Query = "", Port = client.Port + 1 }.Uri;
            string token = await SignInAsync(client, activity);

            // Each connection of the proxy goes to the next node; four at once are both of them.
            JsonNode[] joined = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => PostAsync(new Uri(activity, "api/rooms/lobby/join"), "{}", token)));
            Assert.All(joined, static one => Assert.Equal(("lobby", 1), ((string?)one["room"], (int?)one["occupied"])));
            Uri staff = new(activity, "api/rooms/staff/join");
            Assert.Equal("room_ticket_required", (string?)(await PostAsync(staff, "{}", token))["error"]);
            string ticket = (string)(await PostAsync(staff, """{"response_type":"ticket"}""", token))["ticket"]!;
            Assert.Equal("staff", (string?)(await PostAsync(staff, $$"""{"ticket":"{{ticket}}"}""", token))["room"]);
            Assert.NotEmpty(await Cluster.QueryAsync("SELECT subject FROM discord_activity_sample.families"));
        }
        finally
        {
            sample.Kill();
            sdk.Delete(recursive: true);
        }
    }

    /// <summary>The client hands a code to the page, and the page to its backend.</summary>
    private static async Task<string> SignInAsync(Uri client, Uri activity)
    {
        string challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));
        string arguments = $$"""{"client_id":"930000000000000001","response_type":"code","scope":["identify"],"code_challenge":"{{challenge}}","code_challenge_method":"S256","prompt":"none"}""";
        JsonNode authorized = await PostAsync(new Uri(client, "/activities/rpc"), $$$"""{"opcode":1,"user":"emunova","payload":{"cmd":"AUTHORIZE","nonce":"n","args":{{{arguments}}}}}""");
        string code = (string)authorized["messages"]![0]![1]!["data"]!["code"]!;
        JsonNode session = await PostAsync(new Uri(activity, "api/auth/discord/exchange"), $$"""{"provider":"discord_code","code":"{{code}}","code_verifier":"{{Verifier}}","client_nonce":"{{Guid.NewGuid()}}"}""");
        return (string)session["access_token"]!;
    }

    private static async Task<JsonNode> PostAsync(Uri address, string body, string? token = null)
    {
        using HttpClient http = new(new SocketsHttpHandler { UseProxy = false });
        using HttpRequestMessage request = new(HttpMethod.Post, address) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("Origin", address.GetLeftPart(UriPartial.Authority));
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using HttpResponseMessage answer = await http.SendAsync(request);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }

    // The first of two that are free at this moment.
    private static int FreePorts()
    {
        while (true)
        {
            using TcpListener first = new(IPAddress.Loopback, 0);
            first.Start();
            int port = ((IPEndPoint)first.LocalEndpoint).Port;
            using TcpListener second = new(IPAddress.Loopback, port + 1);
            try
            {
                second.Start();
                return port;
            }
            catch (SocketException)
            {
                // The next one is taken.
            }
        }
    }
}
