using System.Text;
using GameAuth.Server.Hytale.Tests.World;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Server.Hytale.Tests;

/// <summary>What holds for all calls: addresses, methods, bodies, transport, the table of errors.</summary>
public class EndpointTests : GatewayTest
{
    [Theory]
    [InlineData("POST", "")]
    [InlineData("POST", "/")]
    [InlineData("POST", "/nothing")]
    [InlineData("POST", "/game-session")]
    [InlineData("POST", "/profiles/more")]
    [InlineData("GET", "/device-code")]
    [InlineData("GET", "/profiles?access_token=x")]
    [InlineData("PUT", "/token")]
    [InlineData("DELETE", "/game-session/delete")]
    [InlineData("OPTIONS", "/refresh")]
    public async Task Anything_else_below_the_path_is_404(string method, string path)
    {
        await using GatewayWorld world = await StartAsync();
        Answer answer = await world.SendAsync(new HttpRequestMessage(new HttpMethod(method), GatewayWorld.Root + path));
        Assert.Equal((404, "ENDPOINT_NOT_FOUND", "There is no such endpoint"), answer.Error);
        Assert.Equal(["code", "message", "status"], answer.Members);
    }

    [Theory]
    [InlineData("/device-code", 400)]
    [InlineData("/token", 400)]
    [InlineData("/refresh", 400)]
    [InlineData("/profiles", 400)]
    [InlineData("/select-profile", 400)]
    [InlineData("/game-session/new", 400)]
    [InlineData("/game-session/refresh", 400)]
    [InlineData("/game-session/delete", 400)]
    public async Task A_body_in_any_wrong_form_is_400_and_costs_Hytale_nothing(string path, int status)
    {
        await using GatewayWorld world = await StartAsync();
        Caller caller = await world.SignInAsync();
        int before = world.Emulator.Log.Events.Count;
        HttpContent?[] bodies =
        [
            null, Json(""), Json("[]"), Json("\"text\""), Json("{"), Json("""{"a":1,"a":2}"""), Json("{\"a\":\"\\ud800\"}"), Json("{\"a\":\"\\u0000\"}"), new ByteArrayContent([0xff, 0xfe]),
            Json($$"""{"a":"{{new string('x', 16 * 1024)}}"}"""), new StringContent("{}", Encoding.UTF8, "text/html"), new FormUrlEncodedContent([new("access_token", caller.Access)]),
        ];
        foreach (HttpContent? body in bodies)
        {
            Answer answer = await world.PostAsync(path, body, caller.Access, headers: ("X-Forwarded-For", $"10.1.0.{Array.IndexOf(bodies, body)}"));
            Assert.Equal((status, "INVALID_REQUEST"), (answer.Status, answer.Find("code")));
            Assert.True(answer.Headers.ContainsKey("X-RateLimit-Reset"));
        }

        Assert.Equal(before, world.Emulator.Log.Events.Count);
    }

    [Fact]
    public async Task A_token_in_an_address_is_not_read()
    {
        await using GatewayWorld world = await StartAsync();
        Caller caller = await world.SignInAsync();
        Assert.Equal(401, (await world.PostAsync($"/profiles?access_token={caller.Access}", GatewayWorld.Body("access_token", caller.Access))).Status);
    }

    [Fact]
    public async Task Plain_http_is_refused()
    {
        await using GatewayWorld world = await StartAsync();
        HttpRequestMessage plain = new(HttpMethod.Post, new Uri("http://gateway.example.test" + GatewayWorld.Root + "/device-code")) { Content = Json("{}") };
        Assert.Equal((403, "FORBIDDEN", "https only"), (await world.SendAsync(plain)).Error);
    }

    [Fact]
    public async Task A_store_that_is_down_is_503_and_the_client_comes_again()
    {
        await using GatewayWorld world = await StartAsync();
        Caller caller = await world.SignInAsync();
        world.Faults.IsDown = true;
        foreach (GatewayOperation operation in GatewayOperation.All)
        {
            Answer answer = await world.PostAsync(operation.Path, "{}", caller.Access);
            Assert.Equal((503, "SERVICE_ERROR", "5"), (answer.Status, answer.Find("code"), answer.Headers["Retry-After"]));
        }
    }

    [Fact]
    public void The_documentation_has_the_table_of_errors_row_by_row()
    {
        string[] page = File.ReadAllLines(Path.Combine(RootOf(), "docs", "hytale-gateway.md"));
        string[] rows = [.. page.Where(static line => line.StartsWith("| `", StringComparison.Ordinal) && line.Split('|').Length == 6).Select(static line => string.Join('|', line.Split('|')[..4]) + "|")];
        string[] errors = [.. GatewayError.All.Select(static error => $"| `{error.Code}` | {error.Status} | {error.Message} |")];
        Assert.Equal(errors, rows.Where(static row => row.Split('|')[2].Trim() is { Length: 3 } status && status.All(char.IsAsciiDigit)));
    }

    [Fact]
    public async Task No_token_code_or_id_of_the_grant_is_in_a_log_an_event_or_a_store()
    {
        await using GatewayWorld world = await StartAsync();
        (string device, string user) = await world.RequestCodeAsync();
        world.Emulator.Hytale.Approve(user);
        await world.PassAsync(TimeSpan.FromSeconds(5));
        Answer tokens = await world.PostAsync("/token", GatewayWorld.Body("device_code", device));
        Caller caller = new(tokens.Text("access_token"), tokens.Text("refresh_token"), tokens.Text("account_id"));
        (string id, string session) = await world.NewSessionAsync(caller);
        await world.PostAsync("/refresh", GatewayWorld.Body("refresh_token", caller.Refresh));
        await world.PostAsync("/refresh", GatewayWorld.Body("refresh_token", "CANARY"));
        await world.PostAsync("/token", GatewayWorld.Body("device_code", "CANARY"));
        await world.PostAsync("/profiles", bearer: "CANARY");
        await world.PostAsync("/select-profile", GatewayWorld.Body("profile_uuid", "CANARY"), caller.Access);
        string seen = world.Logs.Text + string.Join('\n', world.Events.Events);
        seen += Encoding.Latin1.GetString((await world.Store.FindWorkAsync("hytale-session", (await world.FindSessionAsync(id))!.Id, default))!.Payload.Span);

        Assert.All((string[])[device, caller.Access, caller.Refresh, session, "CANARY", "ory_rt_", "ory_dc_"], secret => Assert.DoesNotContain(secret, seen, StringComparison.Ordinal));
    }

    [Fact]
    public void A_host_without_the_gateway_is_told_what_to_call()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        Microsoft.AspNetCore.TestHost.WebHostBuilderExtensions.UseTestServer(builder.WebHost);
        builder.Services.AddRouting();
        WebApplication app = builder.Build();
        Assert.Contains("AddHytaleGateway()", Assert.Throws<GameAuthConfigurationException>(() => app.MapHytaleGateway()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Registration", "other", "AddHytale()")]
    [InlineData("UpstreamRequestsPerMinute", "0", "between 1 and 100,000")]
    [InlineData("SessionLimit", "-1", "between 1 and 100,000")]
    [InlineData("SessionLimit", "many", "Mend that value")]
    public async Task A_setting_that_makes_no_sense_fails_the_start(string key, string value, string fix)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        Microsoft.Extensions.Configuration.MemoryConfigurationBuilderExtensions.AddInMemoryCollection(
            builder.Configuration, new Dictionary<string, string?> { [$"GameAuth:HytaleGateway:{key}"] = value, ["GameAuth:Server:Issuer"] = "https://gateway.example.test" });
        builder.Services.AddRouting();
        builder.Services.AddGameAuth(static options => options.ApplicationName = "test").UseMemoryStore().UseKey([.. Enumerable.Range(1, 32).Select(static i => (byte)i)]).AddHytale();
        builder.Services.AddGameAuthServer().UseMemorySessions().AddHytaleGateway();
        Microsoft.AspNetCore.TestHost.WebHostBuilderExtensions.UseTestServer(builder.WebHost);
        await using WebApplication app = builder.Build();
        Assert.Contains(fix, (await Assert.ThrowsAnyAsync<GameAuthConfigurationException>(() => app.StartAsync())).Message, StringComparison.Ordinal);
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private static string RootOf()
    {
        string? folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder!, "GameAuth.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder!;
    }
}
