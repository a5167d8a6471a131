using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using GameAuth.Emulator;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GameAuth.Activity.Tests.Frame;

/// <summary>The page's RPC and the proxy, asked as the page's script and a browser ask them.</summary>
public sealed class The_emulated_client : IAsyncLifetime
{
    private static readonly string Challenge = new('a', 43);

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false });
    private readonly DiscordClientOptions _client = new();
    private WebApplication _application = null!;
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private GameAuthEmulator _emulator = null!;
    private string? _socketScheme;

    private Uri Discord => _emulator.Hosts["discord.com"];

    private Uri Proxy => _emulator.Hosts[EmulatedDiscordApplication.Default.Id + ".discordsays.com"];

    public async Task InitializeAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting();
        builder.Services.AddLogging(static logging => logging.ClearProviders());
        _application = builder.Build();
        _application.UseWebSockets();
        _application.Run(AnswerAsync);
        await _application.StartAsync();
        Uri address = new(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        _client.UrlMappings["/"] = address;
        _client.UrlMappings["/game/api"] = new Uri(address, "/v2/");
        EmulatorOptions options = new() { Providers = { "discord" } };
        options.Discord.Client = _client;
        _emulator = await GameAuthEmulator.StartAsync(options);
    }

    public async Task DisposeAsync()
    {
        await _emulator.DisposeAsync();
        await _application.StopAsync();
        await _application.DisposeAsync();
        _http.Dispose();
    }

    [Theory]
    [InlineData("/a?b=%2F", "/a?b=%2F")]
    [InlineData("/.proxy/a?b", "/a?b")]
    [InlineData("/.proxy", "/")]
    [InlineData("/game/api/rooms/1", "/v2/rooms/1")]
    [InlineData("/.proxy/game/api", "/v2")]
    [InlineData("/game/apis", "/game/apis")]
    [InlineData("/.proxying/a", "/.proxying/a")]
    public async Task Leads_to_what_is_mapped(string path, string seen) => Assert.Equal(seen, (string?)(await EchoAsync(path))["target"]);

    [Fact]
    public async Task Answers_404_where_nothing_is_mapped()
    {
        _client.UrlMappings.Remove("/");
        Assert.Equal(HttpStatusCode.NotFound, (await _http.GetAsync(new Uri(Proxy, "/a"))).StatusCode);
    }

    [Fact]
    public async Task Hides_the_player_and_hands_on_the_rest()
    {
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(Proxy, "/echo")) { Content = new StringContent("body", Encoding.UTF8, "text/plain") };
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", "203.0.113.9");
        request.Headers.TryAddWithoutValidation("Forwarded", "for=203.0.113.9");
        request.Headers.TryAddWithoutValidation("Cookie", "a=1; b=2");
        request.Headers.TryAddWithoutValidation("DPoP", "proof");
        request.Headers.TryAddWithoutValidation("Origin", "https://930000000000000001.discordsays.com");
        using HttpResponseMessage answer = await _http.SendAsync(request);
        JsonNode seen = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Equal(
            ("POST", "body", "a=1; b=2", "proof", "https://930000000000000001.discordsays.com", null, null, "127.0.0.1"),
            ((string?)seen["method"], (string?)seen["body"], (string?)seen["Cookie"], (string?)seen["DPoP"], (string?)seen["Origin"], (string?)seen["X-Forwarded-For"], (string?)seen["Forwarded"], (string?)seen["address"]));
        Assert.Equal(["first=1; path=/", "second=2; path=/"], answer.Headers.GetValues("Set-Cookie"));
        Assert.Equal("private, max-age=60", answer.Headers.CacheControl!.ToString().Replace("max-age=60, private", "private, max-age=60", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Strips_html_of_its_cache_headers_and_puts_its_policy_in_place()
    {
        using HttpResponseMessage page = await _http.GetAsync(new Uri(Proxy, "/page"));
        Assert.Null(page.Headers.CacheControl);
        Assert.Null(page.Headers.ETag);
        Assert.Equal("<p>page", await page.Content.ReadAsStringAsync());
        string policy = Assert.Single(page.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains($"frame-ancestors {Discord.GetLeftPart(UriPartial.Authority)}", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("'none'", policy, StringComparison.Ordinal);
        using HttpResponseMessage script = await _http.GetAsync(new Uri(Proxy, "/script"));
        Assert.Equal("\"tag\"", script.Headers.ETag!.Tag);
    }

    [Fact]
    public async Task Carries_a_socket()
    {
        using ClientWebSocket socket = new();
        socket.Options.Proxy = null;
        socket.Options.AddSubProtocol("game");
        await socket.ConnectAsync(new Uri($"ws://{Proxy.Authority}/.proxy/socket"), CancellationToken.None);
        Assert.Equal("game", socket.SubProtocol);
        await socket.SendAsync(Encoding.UTF8.GetBytes("hello"), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        byte[] buffer = new byte[64];
        WebSocketReceiveResult part = await socket.ReceiveAsync(buffer, CancellationToken.None);
        Assert.Equal("hello", Encoding.UTF8.GetString(buffer, 0, part.Count));
        Assert.Equal("http", _socketScheme);
        await socket.SendAsync(Encoding.UTF8.GetBytes("bye"), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        part = await socket.ReceiveAsync(buffer, CancellationToken.None);
        Assert.Equal((WebSocketMessageType.Close, (WebSocketCloseStatus)4401, "session_revoked"), (part.MessageType, part.CloseStatus, part.CloseStatusDescription));
    }

    [Fact]
    public async Task Says_502_where_the_application_is_away()
    {
        _client.UrlMappings["/"] = new Uri("http://127.0.0.1:1");
        Assert.Equal(HttpStatusCode.BadGateway, (await _http.GetAsync(new Uri(Proxy, "/a"))).StatusCode);
    }

    /// <summary>The start refuses such a mapping; this one is set after it.</summary>
    [Theory]
    [InlineData("http://192.0.2.1/")]
    [InlineData("https://activity.example.test/")]
    [InlineData("ftp://127.0.0.1/")]
    public async Task Sends_nothing_further_than_loopback(string address)
    {
        _client.UrlMappings["/"] = new Uri(address);
        using HttpResponseMessage answer = await _http.GetAsync(new Uri(Proxy, "/a"));
        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        EmulatorEvent logged = Assert.Single(_emulator.Log.Of("discord.proxy"));
        Assert.Equal((502, "the URL mapping leads to no http on loopback: an emulator sends nothing further"), (logged.Status, logged.Note));
        using ClientWebSocket socket = new();
        socket.Options.Proxy = null;
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(new Uri($"ws://{Proxy.Authority}/socket"), CancellationToken.None));
        Assert.All(_emulator.Log.Of("discord.proxy"), static one => Assert.Equal(502, one.Status));
    }

    [Fact]
    public async Task Logs_a_player_who_does_not_wait_for_the_application()
    {
        using CancellationTokenSource patience = new();
        Task<HttpResponseMessage> request = _http.GetAsync(new Uri(Proxy, "/silence"), patience.Token);
        await _asked.Task;
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        EmulatorEvent logged = await _emulator.Log.WaitForAsync(static one => one.Step == "discord.proxy", limit.Token);
        Assert.Equal((0, "the client gave up before the answer"), (logged.Status, logged.Note));
    }

    public static TheoryData<string, string, int?> Commands => new()
    {
        { "AUTHORIZE", Authorize(), null },
        { "AUTHORIZE", Authorize("\"client_id\":\"930000000000000009\""), 4007 },
        { "AUTHORIZE", Authorize("\"scope\":[]"), 4000 },
        { "AUTHORIZE", Authorize("\"scope\":[\"identify\",\"everything\"]"), 5000 },
        { "AUTHORIZE", Authorize("\"redirect_uri\":\"https://127.0.0.1\""), 5000 },
        { "AUTHORIZE", Authorize("\"code_challenge\":\"short\""), 5000 },
        { "AUTHENTICATE", """{"access_token":"EMULATORnone"}""", 4009 },
        { "AUTHENTICATE", "{}", 4009 },
        { "GET_CHANNEL", """{"channel_id":"1"}""", 4002 },
        { "SUBSCRIBE", "{}", null },
    };

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Answers_the_sdk(string command, string arguments, int? code)
    {
        JsonNode data = await CommandAsync(command, arguments, code is not null);
        if (code is not null) { Assert.Equal(code, (int?)data["code"]); }
    }

    [Fact]
    public async Task Knows_whose_token_it_is()
    {
        string token = _emulator.Discord.IssueAccessToken("emunova");
        JsonNode data = await CommandAsync("AUTHENTICATE", $$"""{"access_token":"{{token}}"}""", isError: false);
        Assert.Equal(("emunova", EmulatedDiscordApplication.Default.Id), ((string?)data["user"]!["username"], (string?)data["application"]!["id"]));
        Assert.Equal(4010, (int?)(await CommandAsync("AUTHENTICATE", $$"""{"access_token":"{{token}}"}""", isError: true, user: "emupixel"))["code"]);
        _emulator.Discord.ExpireNow(DiscordTokenKind.Access);
        Assert.Equal(4009, (int?)(await CommandAsync("AUTHENTICATE", $$"""{"access_token":"{{token}}"}""", isError: true))["code"]);
    }

    [Fact]
    public async Task Closes_after_a_handshake_of_another_application()
    {
        JsonNode ready = (await PostAsync($$"""{"opcode":0,"payload":{"v":1,"client_id":"{{EmulatedDiscordApplication.Default.Id}}","frame_id":"f"},"user":"emunova"}"""))["messages"]![0]!;
        Assert.Equal((1, "READY"), ((int)ready[0]!, (string?)ready[1]!["evt"]));
        JsonNode closing = (await PostAsync("""{"opcode":0,"payload":{"v":1,"client_id":"1","frame_id":"f"},"user":"emunova"}"""))["messages"]![0]!;
        Assert.Equal((2, 4000), ((int)closing[0]!, (int)closing[1]!["code"]!));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"opcode":1,"payload":{},"user":"zoe"}""")]
    [InlineData("""{"opcode":1,"payload":7,"user":"emunova"}""")]
    [InlineData("""{"opcode":"decision","payload":{"decision":"none"},"user":"emunova"}""")]
    public async Task Refuses_what_its_script_does_not_send(string body)
    {
        using StringContent content = new(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await _http.PostAsync(new Uri(Discord, "/activities/rpc"), content);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Frames_the_activity()
    {
        string page = await _http.GetStringAsync(_emulator.Discord.ActivityPage("emupixel", "i-7"));
        Assert.Contains($"data-src=\"{Proxy}?instance_id=i-7&amp;frame_id=", page, StringComparison.Ordinal);
        Assert.Contains("data-user=\"emupixel\"", page, StringComparison.Ordinal);
        Assert.Throws<EmulatorException>(() => _emulator.Discord.ActivityPage("zoe"));
    }

    private static string Authorize(string? other = null) =>
        $$"""{"client_id":"{{EmulatedDiscordApplication.Default.Id}}","response_type":"code","scope":["identify"],"code_challenge":"{{Challenge}}","code_challenge_method":"S256","prompt":"none"{{(other is null ? "" : "," + other)}}}""";

    private async Task<JsonNode> CommandAsync(string command, string arguments, bool isError, string user = "emunova")
    {
        JsonNode message = (await PostAsync($$"""{"opcode":1,"payload":{"cmd":"{{command}}","nonce":"n-1","args":{{arguments}}},"user":"{{user}}"}"""))["messages"]![0]!;
        Assert.Equal((1, command, "n-1", isError ? "ERROR" : null), ((int)message[0]!, (string?)message[1]!["cmd"], (string?)message[1]!["nonce"], (string?)message[1]!["evt"]));
        return message[1]!["data"]!;
    }

    private async Task<JsonNode> PostAsync(string body)
    {
        using StringContent content = new(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await _http.PostAsync(new Uri(Discord, "/activities/rpc"), content);
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    private async Task<JsonNode> EchoAsync(string path) => JsonNode.Parse(await _http.GetStringAsync(new Uri(Proxy.GetLeftPart(UriPartial.Authority) + path)))!;

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.WebSockets.IsWebSocketRequest)
        {
            _socketScheme = context.Request.Headers["X-Forwarded-Proto"];
            using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync(context.WebSockets.WebSocketRequestedProtocols.FirstOrDefault());
            byte[] buffer = new byte[1024];
            while (await socket.ReceiveAsync(buffer, context.RequestAborted) is { MessageType: not WebSocketMessageType.Close } part)
            {
                if (part.Count == 3)
                {
                    await socket.CloseOutputAsync((WebSocketCloseStatus)4401, "session_revoked", context.RequestAborted);
                    return;
                }

                await socket.SendAsync(buffer.AsMemory(0, part.Count), part.MessageType, endOfMessage: true, context.RequestAborted);
            }

            return;
        }

        if (context.Request.Path == "/silence")
        {
            _asked.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }

        context.Response.Headers.CacheControl = "private, max-age=60";
        context.Response.Headers.ETag = "\"tag\"";
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'";
        if (context.Request.Path == "/page" || context.Request.Path == "/script")
        {
            context.Response.ContentType = context.Request.Path == "/page" ? "text/html; charset=utf-8" : "text/javascript";
            await context.Response.WriteAsync("<p>page");
            return;
        }

        context.Response.Headers.SetCookie = new([.. (string[])["first=1; path=/", "second=2; path=/"]]);
        using StreamReader body = new(context.Request.Body);
        JsonObject seen = new()
        {
            ["method"] = context.Request.Method, ["target"] = context.Request.Path + context.Request.QueryString.Value, ["body"] = await body.ReadToEndAsync(), ["address"] = context.Connection.RemoteIpAddress!.ToString(),
        };
        foreach (string name in (string[])["Cookie", "DPoP", "Origin", "X-Forwarded-For", "Forwarded"]) { seen[name] = (string?)context.Request.Headers[name]; }
        await context.Response.WriteAsync(seen.ToJsonString());
    }
}
