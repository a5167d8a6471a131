using System.Net;
using System.Net.WebSockets;
using System.Security.Authentication;
using GameAuth.Server.Tests.World;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace GameAuth.Server.Tests.Http;

/// <summary>https and wss only, HSTS, TLS 1.2 or newer, and what the start says of proxies.</summary>
public sealed class TransportTests
{
    private const string Hsts = "max-age=31536000; includeSubDomains";

    public static TheoryData<string, string> PlainAddresses => new()
    {
        { "Production", "http://auth.example.test" },
        { "Production", "http://localhost:5080" },
        { "Staging", "http://127.0.0.1:5080" },
        { "Development", "http://auth.example.test" },
        { "Development", "http://localhost.example.test" },
        { "Development", "http://10.0.0.1" },
    };

    [Theory]
    [MemberData(nameof(PlainAddresses))]
    public async Task Section_4_1_Plain_http_is_refused_and_not_redirected(string environment, string address)
    {
        await using ServerNode node = await ServerNode.StartAsync(environment: environment);
        ServerClient client = node.Connect(address);
        Answer[] refused =
        [
            await client.ExchangeAsync(), await client.RefreshAsync("x"), await client.LogoutAsync("x"), await client.GetAsync("/.well-known/jwks.json"),
            await client.GetAsync("/.well-known/oauth-authorization-server"), await client.GetAsync("/api/me"), await client.GetAsync("/api/open"),
        ];
        Assert.All(refused, static answer =>
        {
            Assert.Equal((HttpStatusCode.Forbidden, "https_required", "application/json"), (answer.Status, answer.Error, answer.ContentType));
            Assert.Equal((null, null), (answer.Header("Location"), answer.Header("Strict-Transport-Security")));
        });
        Assert.Equal(0, node.World.Toy.Calls);
    }

    [Fact]
    public async Task Section_4_1_Each_endpoint_of_the_server_holds_to_it_by_itself()
    {
        await using ServerNode node = await ServerNode.StartAsync(usesTransport: false);
        foreach (string path in (string[])[BrowserModule.StablePath, BrowserModule.Path, "/.well-known/jwks.json", "/.well-known/oauth-authorization-server"])
        {
            Assert.Equal((HttpStatusCode.Forbidden, "https_required"), await node.Connect("http://auth.example.test").GetAsync(path).StatusAndError());
            Answer answer = await node.Connect().GetAsync(path);
            Assert.Equal((HttpStatusCode.OK, Hsts), (answer.Status, answer.Header("Strict-Transport-Security")));
        }

        // What has no guard of its own shows that nothing else stands before them.
        Assert.Equal(HttpStatusCode.OK, (await node.Connect("http://auth.example.test").GetAsync("/api/open")).Status);
    }

    [Fact]
    public async Task The_browsers_module_is_sent_once()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        foreach ((string path, string caching) in ((string, string)[])[(BrowserModule.StablePath, "no-cache"), (BrowserModule.Path, "public, max-age=31536000, immutable")])
        {
            Answer first = await client.GetAsync(path);
            Assert.Equal((HttpStatusCode.OK, "text/javascript; charset=utf-8", "nosniff"), (first.Status, first.ContentType, first.Header("X-Content-Type-Options")));
            Answer again = await client.GetAsync(path, ("If-None-Match", first.Header("ETag")!));
            Assert.Equal((HttpStatusCode.NotModified, ""), (again.Status, again.Text));
            Assert.Equal(first.Text, (await client.GetAsync(path, ("If-None-Match", "\"other\""))).Text);
            Assert.All((Answer[])[first, again], answer => Assert.Equal(caching.Split(", ").Order(), answer.Header("Cache-Control")!.Split(", ").Order()));
        }
    }

    [Fact]
    public async Task Section_4_1_Plain_ws_is_refused()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        string token = (await node.Connect().ExchangeAsync()).AccessToken;
        InvalidOperationException refused = await Assert.ThrowsAsync<InvalidOperationException>(() => node.ConnectSocketAsync(token, address: "ws://auth.example.test/socket"));
        Assert.Contains("403", refused.Message, StringComparison.Ordinal);
        using WebSocket socket = await node.ConnectSocketAsync(token);
        Assert.Equal(WebSocketState.Open, socket.State);
    }

    [Theory]
    [InlineData("http://localhost:5080")]
    [InlineData("http://127.0.0.1:5080")]
    [InlineData("http://[::1]:5080")]
    public async Task Section_4_1_Plain_loopback_is_for_Development(string address)
    {
        await using ServerNode node = await ServerNode.StartAsync(environment: "Development", options: options => options.Issuer = new Uri(address));
        Answer answer = await node.Connect(address).ExchangeAsync();
        Assert.Equal((HttpStatusCode.OK, null), (answer.Status, answer.Header("Strict-Transport-Security")));
        using WebSocket socket = await node.ConnectSocketAsync(answer.AccessToken, address: address.Replace("http", "ws", StringComparison.Ordinal) + "/socket");
        Assert.Equal(WebSocketState.Open, socket.State);
    }

    [Fact]
    public void A_stranger_who_names_loopback_in_Host_does_not_come_from_there()
    {
        TransportRules rules = new(new OriginCheck(new GameAuthServerOptions()), NullLogger<TransportRules>.Instance, new Development());
        DefaultHttpContext context = new();
        (context.Request.Scheme, context.Request.Host) = ("http", new HostString("localhost"));
        context.Connection.RemoteIpAddress = IPAddress.Parse("203.0.113.7");
        Assert.Equal(AuthError.HttpsRequired, rules.Check(context));
        context.Connection.RemoteIpAddress = IPAddress.IPv6Loopback;
        Assert.Null(rules.Check(context));
    }

    [Fact]
    public async Task Section_4_1_Every_https_answer_has_HSTS()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        Answer signedIn = await client.ExchangeAsync();
        Answer[] answers =
        [
            signedIn, await client.RefreshAsync(signedIn.CookieToken), await client.LogoutAsync(signedIn.CookieToken), await client.RefreshAsync("x"), await client.GetAsync("/.well-known/jwks.json"),
            await client.GetAsync("/api/me"), await client.ExchangeAsync(headers: ("Origin", "https://evil.example.test")),
        ];
        Assert.All(answers, static answer => Assert.Equal(Hsts, answer.Header("Strict-Transport-Security")));
        Assert.Null((await node.Connect("https://localhost:5081").ExchangeAsync()).Header("Strict-Transport-Security"));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData(ServerWorld.Page, true)]
    [InlineData("https://evil.example.test", false)]
    public void Section_4_2_A_WebSocket_over_HTTP_2_is_judged_by_its_origin_too(string? origin, bool isTaken)
    {
        OriginCheck origins = new(new GameAuthServerOptions { AllowedOrigins = [ServerWorld.Page] });
        TransportRules rules = new(origins, NullLogger<TransportRules>.Instance);
        DefaultHttpContext context = new();
        (context.Request.Method, context.Request.Scheme, context.Request.Host, context.Request.Headers.Origin) = ("CONNECT", "https", new HostString("auth.example.test"), origin);
        context.Features.Set<IHttpExtendedConnectFeature>(new ExtendedConnect());
        Assert.Equal(isTaken ? null : AuthError.OriginForbidden, rules.CheckWithUpgrade(context));
    }

    [Theory]
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5398", Justification = "These are what is looked at, and not chosen.")]
    [InlineData(SslProtocols.Tls12, true)]
    [InlineData(SslProtocols.Tls13, true)]
    [InlineData(SslProtocols.None, true)]
    [InlineData((SslProtocols)192, false)]
    [InlineData((SslProtocols)768, false)]
    public void Section_4_1_TLS_is_1_2_or_newer(SslProtocols protocol, bool isTaken)
    {
        TransportRules rules = new(new OriginCheck(new GameAuthServerOptions()), NullLogger<TransportRules>.Instance);
        DefaultHttpContext context = new();
        (context.Request.Scheme, context.Request.Host) = ("https", new HostString("auth.example.test"));
        context.Features.Set<ITlsHandshakeFeature>(new Handshake(protocol));
        Assert.Equal(isTaken, rules.Check(context) is null);
    }

    [Fact]
    public async Task Behind_a_proxy_the_forwarded_scheme_counts_where_the_host_reads_it()
    {
        await using WebApplication app = await StartAsync(static services => services.Configure<ForwardedHeadersOptions>(static options =>
        {
            options.ForwardedHeaders = ForwardedHeaders.XForwardedProto;
            options.KnownProxies.Add(IPAddress.Parse("10.0.0.2"));
        }));
        foreach ((string proxy, HttpStatusCode status) in new[] { ("10.0.0.2", HttpStatusCode.Unauthorized), ("10.0.0.3", HttpStatusCode.Forbidden) })
        {
            HttpContext answered = await app.GetTestServer().SendAsync(context =>
            {
                (context.Request.Method, context.Request.Scheme, context.Request.Host, context.Request.Path) = ("POST", "http", new HostString("auth.example.test"), "/api/auth/refresh");
                context.Request.ContentType = "application/json";
                context.Request.Headers["X-Forwarded-Proto"] = "https";
                context.Connection.RemoteIpAddress = IPAddress.Parse(proxy);
            });
            Assert.Equal((int)status, answered.Response.StatusCode);
        }
    }

    [Fact]
    public async Task Where_only_plain_http_is_listened_to_the_start_says_how_the_scheme_is_forwarded()
    {
        LogRecorder logs = new();
        await using WebApplication app = await StartAsync(null, logs, "http://127.0.0.1:0");
        Assert.Contains("Every request will be refused with 403 unless the scheme is forwarded", logs.Text, StringComparison.Ordinal);
        Assert.Contains("KnownProxies.Add", logs.Text, StringComparison.Ordinal);
        Assert.Contains("No rate limiter", logs.Text, StringComparison.Ordinal);
        Assert.Contains("UseGameAuthTransport() was not called", logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_host_is_as_it_should_be_the_start_says_nothing()
    {
        LogRecorder logs = new();
        await using WebApplication app = await StartAsync(
            static services => services.AddRateLimiter(static _ => { }).Configure<ForwardedHeadersOptions>(static options => options.ForwardedHeaders = ForwardedHeaders.XForwardedProto),
            logs, "http://127.0.0.1:0", static app => app.UseGameAuthTransport());
        Assert.DoesNotContain(logs.Lines, static line => line.StartsWith("Warning GameAuth.Server.HostChecks", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_takes_forwarded_headers_from_everybody_is_told()
    {
        LogRecorder logs = new();
        await using WebApplication app = await StartAsync(
            static services => services.Configure<ForwardedHeadersOptions>(static options =>
            {
                options.ForwardedHeaders = ForwardedHeaders.XForwardedProto;
                options.KnownIPNetworks.Clear();
                options.KnownProxies.Clear();
            }),
            logs, "http://127.0.0.1:0");
        Assert.Contains("Forwarded headers are taken from everybody", logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_refused_request_of_a_proxy_that_nobody_reads_is_told_of_once()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect("http://auth.example.test");
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal("https_required", (await client.GetAsync("/.well-known/jwks.json", ("X-Forwarded-Proto", "https"))).Error);
        }

        Assert.Single(node.World.Logs.Lines, static line => line.Contains("with the header X-Forwarded-Proto was refused", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_a_session_server_there_is_no_transport_to_use()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseTestServer();
        Assert.Throws<GameAuthConfigurationException>(() => builder.Build().UseGameAuthTransport());
    }

    private static async Task<WebApplication> StartAsync(Action<IServiceCollection>? services, LogRecorder? logs = null, string? address = null, Action<WebApplication>? use = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        if (address is null)
        {
            builder.WebHost.UseTestServer();
        }
        else
        {
            builder.WebHost.UseKestrelCore().UseUrls(address);
        }

        builder.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(logs ?? new LogRecorder());
        builder.Services.AddRouting();
        builder.Services.AddGameAuth(static options => options.ApplicationName = "toy-server").UseMemoryStore().UseKey(new byte[32].Select(static (_, i) => (byte)i).ToArray());
        builder.Services.AddGameAuthServer(static options => options.Issuer = new Uri(ServerWorld.Issuer)).UseMemorySessions().UseSigningKeys(new ReadyKeys());
        services?.Invoke(builder.Services);
        WebApplication app = builder.Build();
        app.UseForwardedHeaders();
        use?.Invoke(app);
        app.UseRouting();
        app.UseCors();
        app.MapGameAuth();
        await app.StartAsync();
        return app;
    }

    private sealed class Handshake(SslProtocols protocol) : ITlsHandshakeFeature
    {
        public SslProtocols Protocol => protocol;

#pragma warning disable SYSLIB0058 // The members exist, and nobody reads them.
        public CipherAlgorithmType CipherAlgorithm => default;

        public int CipherStrength => 0;

        public HashAlgorithmType HashAlgorithm => default;

        public int HashStrength => 0;

        public ExchangeAlgorithmType KeyExchangeAlgorithm => default;

        public int KeyExchangeStrength => 0;
#pragma warning restore SYSLIB0058
    }

    private sealed class ExtendedConnect : IHttpExtendedConnectFeature
    {
        public bool IsExtendedConnect => true;

        public string? Protocol => "websocket";

        public ValueTask<Stream> AcceptAsync() => throw new NotSupportedException();
    }

    private sealed class Development : Microsoft.Extensions.Hosting.IHostEnvironment
    {
        public string EnvironmentName { get; set; } = "Development";

        public string ApplicationName { get; set; } = "";

        public string ContentRootPath { get; set; } = "";

        public Microsoft.Extensions.FileProviders.IFileProvider ContentRootFileProvider { get; set; } = new Microsoft.Extensions.FileProviders.NullFileProvider();
    }
}
