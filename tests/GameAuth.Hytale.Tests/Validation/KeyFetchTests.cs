using System.Net;
using System.Net.Http.Headers;
using System.Text;
using GameAuth.Jose;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GameAuth.Hytale.Tests.Validation;

public sealed class KeyFetchTests : IDisposable
{
    private static readonly TokenSigner Signer = new(1, "emu-key-1");

    private readonly Service _service = new();

    public void Dispose() => _service.Dispose();

    [Fact]
    public async Task Keys_come_from_the_one_address_without_a_token()
    {
        await using ServiceProvider host = Host();
        Assert.True((await ValidateAsync(host)).IsValid);
        HttpRequestMessage asked = Assert.Single(_service.Requests);
        Assert.Equal((HttpMethod.Get, "https://sessions.hytale.com/.well-known/jwks.json"), (asked.Method, asked.RequestUri!.ToString()));
        Assert.Null(asked.Headers.Authorization);
    }

    [Fact]
    public async Task Keys_come_from_where_configuration_says()
    {
        await using ServiceProvider host = Host(new()
        {
            ["GameAuth:AllowLoopbackHttp"] = "true",
            ["GameAuth:Hytale:Endpoints:sessions"] = "http://127.0.0.1:5001",
            ["GameAuth:Hytale:TokenValidation:ClockSkew"] = "00:01:00",
        });
        Assert.True((await ValidateAsync(host)).IsValid);
        Assert.Equal("http://127.0.0.1:5001/.well-known/jwks.json", _service.Requests.Single().RequestUri!.ToString());
        Assert.Equal(HytaleTokenRefusal.Expired, (await ValidateAsync(host, endsIn: -61)).Refusal);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(304)]
    [InlineData(404)]
    [InlineData(204)]
    public async Task No_redirect_is_followed_and_no_other_status_taken(int status)
    {
        _service.Status = (HttpStatusCode)status;
        _service.Location = new Uri("https://emu.test/keys.json");
        await using ServiceProvider host = Host();
        Assert.Equal(HytaleTokenRefusal.KeysUnavailable, (await ValidateAsync(host)).Refusal);
        Assert.Single(_service.Requests);
    }

    [Fact]
    public async Task The_connection_itself_follows_no_redirect_and_keeps_no_cookies()
    {
        ServiceCollection services = new();
        services.AddHytaleTokenValidation();
        await using ServiceProvider host = services.BuildServiceProvider();
        HttpMessageHandler handler = host.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler(HytaleTokenValidationExtensions.KeyClientName("default"));
        while (handler is DelegatingHandler outer)
        {
            handler = outer.InnerHandler!;
        }

        SocketsHttpHandler connection = Assert.IsType<SocketsHttpHandler>(handler);
        Assert.Equal((false, false), (connection.AllowAutoRedirect, connection.UseCookies));
        Assert.True(connection.Proxy!.IsBypassed(new Uri("http://127.0.0.1:5001/.well-known/jwks.json")));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task A_body_has_64_KiB_at_most(int above, bool taken)
    {
        string body = TokenSigner.Set(Signer.Jwk);
        _service.Body = body + new string(' ', JsonWebKeySet.MaxLength + above - body.Length);
        await using ServiceProvider host = Host();
        Assert.Equal(taken, (await ValidateAsync(host)).IsValid);
    }

    [Fact]
    public async Task What_has_not_changed_is_not_sent_again()
    {
        _service.Tag = new EntityTagHeaderValue("\"one\"");
        await using ServiceProvider host = Host();
        Assert.True((await ValidateAsync(host)).IsValid);
        Assert.Equal(HytaleTokenRefusal.UnknownKey, (await ValidateAsync(host, new TokenSigner(2, "other"))).Refusal);
        Assert.Equal("\"one\"", _service.Requests[1].Headers.IfNoneMatch.ToString());
        Assert.Equal(1, host.GetRequiredService<HytaleTokenValidator>().GetKeyStatistics().Generation);
        Assert.True((await ValidateAsync(host)).IsValid);
    }

    [Theory]
    [InlineData("GameAuth:Hytale:Endpoints:sessions", "http://sessions.hytale.com", "SessionService is not https")]
    [InlineData("GameAuth:Hytale:Endpoints:sessions", "http://127.0.0.1:5001", "SessionService is not https")]
    [InlineData("GameAuth:Hytale:Endpoints:sessions", "https://sessions.hytale.com/path", "SessionService is not the base address")]
    [InlineData("GameAuth:Hytale:TokenValidation:ClockSkew", "-00:00:01", "ClockSkew")]
    [InlineData("GameAuth:Hytale:TokenValidation:MaxTokenLength", "1", "MaxTokenLength")]
    [InlineData("GameAuth:Hytale:TokenValidation:RememberedTokens", "-1", "RememberedTokens")]
    [InlineData("GameAuth:Hytale:TokenValidation:Issuer", "", "Issuer")]
    [InlineData("GameAuth:Hytale:TokenValidation:KeyLifetime", "00:00:00", "KeyLifetime")]
    public async Task A_setting_that_can_not_work_is_named(string key, string value, string fault)
    {
        await using ServiceProvider host = Host(new() { [key] = value });
        GameAuthConfigurationException error = Assert.Throws<GameAuthConfigurationException>(host.GetRequiredService<HytaleTokenValidator>);
        Assert.Contains(fault, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Loopback_is_refused_in_production()
    {
        await using ServiceProvider host = Host(
            new() { ["GameAuth:AllowLoopbackHttp"] = "true" }, services => services.AddSingleton<IHostEnvironment>(new HostingEnvironment("Production")));
        Assert.Contains(
            "Production", Assert.Throws<GameAuthConfigurationException>(host.GetRequiredService<HytaleTokenValidator>).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_registration_of_accounts_has_a_validator()
    {
        ServiceCollection services = Services([]);
        services.AddHytaleTokenValidation(static options => options.ClockSkew = TimeSpan.Zero);
        services.AddGameAuth(static options => options.ApplicationName = "emu").AddHytale().AddHytale("second", static _ => { });
        await using ServiceProvider host = services.BuildServiceProvider();
        HytaleTokenValidator plain = host.GetRequiredService<HytaleTokenValidator>();
        Assert.Same(plain, host.GetRequiredKeyedService<HytaleTokenValidator>("default"));
        Assert.NotSame(plain, host.GetRequiredKeyedService<HytaleTokenValidator>("second"));
        Assert.Equal(HytaleTokenRefusal.Expired, (await ValidateAsync(host, endsIn: -1)).Refusal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_does_not_matter_whether_accounts_or_options_come_first(bool optionsFirst)
    {
        ServiceCollection services = Services(new() { ["GameAuth:Hytale:TokenValidation:ClockSkew"] = "00:02:00" });
        IConfiguration section = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Endpoints:sessions"] = "http://127.0.0.1:5001",
            ["TokenValidation:Issuer"] = "https://emu.test",
            ["TokenValidation:ClockSkew"] = "00:03:00",
        }).Build();
        Action[] steps =
        [
            () => services.AddHytaleTokenValidation(static options => options.ClockSkew = TimeSpan.Zero),
            () => services.AddGameAuth(static options => (options.ApplicationName, options.AllowLoopbackHttp) = ("emu", true)).AddHytale(section),
        ];
        foreach (Action step in optionsFirst ? steps : steps.Reverse())
        {
            step();
        }

        await using ServiceProvider host = services.BuildServiceProvider();
        Assert.True((await ValidateAsync(host, endsIn: 5, issuer: "https://emu.test")).IsValid);
        Assert.Equal("http://127.0.0.1:5001/.well-known/jwks.json", _service.Requests.Single().RequestUri!.ToString());
        Assert.Equal(HytaleTokenRefusal.Expired, (await ValidateAsync(host, endsIn: -1, issuer: "https://emu.test")).Refusal);
    }

    [Fact]
    public async Task A_section_alone_sets_it_too()
    {
        ServiceCollection services = Services([]);
        IConfiguration section = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["TokenValidation:ClockSkew"] = "00:00:00",
            ["Registrations:second:Note"] = "",
        }).Build();
        services.AddHytaleTokenValidation();
        services.AddGameAuth(static options => options.ApplicationName = "emu").AddHytale(section);
        services.AddHytaleTokenValidation();
        await using ServiceProvider host = services.BuildServiceProvider();
        Assert.Equal(HytaleTokenRefusal.Expired, (await ValidateAsync(host, endsIn: -1)).Refusal);
        Assert.NotSame(host.GetRequiredService<HytaleTokenValidator>(), host.GetRequiredKeyedService<HytaleTokenValidator>("second"));
    }

    private static async Task<HytaleTokenResult> ValidateAsync(IServiceProvider host, TokenSigner? signer = null, int endsIn = 3600, string issuer = "https://sessions.hytale.com")
    {
        long end = DateTimeOffset.UtcNow.ToUnixTimeSeconds() + endsIn;
        string claims = $$"""{"iss":"{{issuer}}","sub":"{{TokenWorld.Ada}}","exp":{{end}},"username":"EmuAda","scope":"hytale:client"}""";
        return await host.GetRequiredService<HytaleTokenValidator>().ValidateAsync((signer ?? Signer).Sign(claims), HytaleTokenProfile.PlayerIdentity);
    }

    private ServiceProvider Host(Dictionary<string, string?>? settings = null, Action<IServiceCollection>? more = null)
    {
        ServiceCollection services = Services(settings ?? []);
        services.AddHytaleTokenValidation();
        more?.Invoke(services);
        return services.BuildServiceProvider();
    }

    private ServiceCollection Services(Dictionary<string, string?> settings)
    {
        ServiceCollection services = new();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());

        // After all else, so that nothing goes to where the addresses point.
        services.PostConfigureAll<Microsoft.Extensions.Http.HttpClientFactoryOptions>(options =>
            options.HttpMessageHandlerBuilderActions.Add(pipeline => pipeline.PrimaryHandler = _service));
        return services;
    }

    private sealed class HostingEnvironment(string name) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = name;

        public string ApplicationName { get; set; } = "emu";

        public string ContentRootPath { get; set; } = "";

        public Microsoft.Extensions.FileProviders.IFileProvider ContentRootFileProvider { get; set; } = null!;
    }

    private sealed class Service : HttpMessageHandler
    {
        public List<HttpRequestMessage> Requests { get; } = [];

        public HttpStatusCode Status { get; set; } = HttpStatusCode.OK;

        public Uri? Location { get; set; }

        public EntityTagHeaderValue? Tag { get; set; }

        public string Body { get; set; } = TokenSigner.Set(Signer.Jwk);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests.Add(request);
            bool isSame = Tag is not null && request.Headers.IfNoneMatch.Contains(Tag);
            HttpResponseMessage response = new(isSame ? HttpStatusCode.NotModified : Status)
            {
                Content = new StringContent(isSame ? "" : Body, Encoding.UTF8, "application/json"),
            };
            response.Headers.Location = Location;
            response.Headers.ETag = Tag;
            return Task.FromResult(response);
        }
    }
}
