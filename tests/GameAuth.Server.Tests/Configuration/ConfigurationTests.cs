using System.Security.Cryptography;
using GameAuth.Server.Tests.World;
using GameAuth.Storage;
using GameAuth.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GameAuth.Server.Tests.Configuration;

public sealed class ConfigurationTests
{
    public static TheoryData<string, string, string> WrongOptions => new()
    {
        { "Issuer", "", "Issuer" },
        { "Issuer", "auth.example.test", "no absolute address" },
        { "Issuer", "http://auth.example.test", "not https" },
        { "Issuer", "http://localhost:5080", "Development" },
        { "Issuer", "ftp://auth.example.test", "not https" },
        { "Issuer", "https://auth.example.test?a=b", "query" },
        { "Issuer", "https://auth.example.test#a", "fragment" },
        { "Issuer", "https://user@auth.example.test", "user" },
        { "PublicBaseUrls:0", "http://api.example.test", "PublicBaseUrls is not https" },
        { "PublicBaseUrls:0", "https://api.example.test/path", "PublicBaseUrls has a path" },
        { "AllowedOrigins:0", "*", "no origin" },
        { "AllowedOrigins:0", "null", "no origin" },
        { "AllowedOrigins:0", "", "no origin" },
        { "AllowedOrigins:0", "game.example.test", "no origin" },
        { "AllowedOrigins:0", "https://*.example.test", "no origin" },
        { "AllowedOrigins:0", "https://", "no origin" },
        { "AllowedOrigins:0", "http://game.example.test", "not https" },
        { "AllowedOrigins:0", "http://localhost:5080", "Development" },
        { "AllowedOrigins:0", "https://game.example.test/", "write it \"https://game.example.test\"" },
        { "AllowedOrigins:0", "https://game.example.test/page", "write it \"https://game.example.test\"" },
        { "AllowedOrigins:0", "https://Game.example.test", "write it \"https://game.example.test\"" },
        { "AllowedOrigins:0", "https://game.example.test:443", "write it \"https://game.example.test\"" },
        { "AllowedOrigins:0", "https://b\u00fccher.example.test", "write it \"https://xn--bcher-kva.example.test\"" },
        { "Profiles:default:Cookie", "7", "Cookie" },
        { "ReuseWindow", "-00:00:01", "ReuseWindow" },
        { "ReuseWindow", "00:01:01", "ReuseWindow" },
        { "ExchangeRepeatWindow", "00:05:01", "ExchangeRepeatWindow" },
        { "NonceLifetime", "00:00:59", "NonceLifetime" },
        { "DpopNonceLifetime", "00:00:09", "DpopNonceLifetime" },
        { "RevocationBound", "00:00:00.9", "RevocationBound" },
        { "RevocationBound", "00:01:01", "RevocationBound" },
        { "ClockSkew", "00:05:01", "ClockSkew" },
        { "ClockSkew", "-00:00:01", "ClockSkew" },
        { "SigningKeyNotice", "00:59:00", "SigningKeyNotice" },
        { "SigningKeyLifetime", "14.00:00:00", "SigningKeyLifetime must be longer" },
        { "ReuseWindow", "soon", "GameAuth:Server:ReuseWindow" },
        { "Profiles:default:AccessTokenLifetime", "00:00:59", "GameAuth:Server:Profiles:default: AccessTokenLifetime" },
        { "Profiles:default:AccessTokenLifetime", "01:00:01", "GameAuth:Server:Profiles:default: AccessTokenLifetime" },
        { "Profiles:default:IdleLifetime", "31.00:00:00", "IdleLifetime" },
        { "Profiles:default:Audiences:0", "", "Audiences" },
        { "Profiles:default:Delivery", "7", "Delivery" },
    };

    [Theory]
    [MemberData(nameof(WrongOptions))]
    public async Task A_wrong_option_is_told_at_the_start_with_its_name_and_its_section(string key, string value, string said)
    {
        GameAuthConfigurationException error = await Assert.ThrowsAsync<GameAuthConfigurationException>(() => StartAsync(settings: new() { [$"GameAuth:Server:{key}"] = value }));
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.Contains("GameAuth:Server", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_and_profiles_are_bound_from_the_configuration_and_code_goes_last()
    {
        await using WebApplication app = await StartAsync(
            settings: new()
            {
                ["GameAuth:Server:ReuseWindow"] = "00:00:20",
                ["GameAuth:Server:ClockSkew"] = "00:00:30",
                ["GameAuth:Server:PublicBaseUrls:0"] = "https://api.example.test",
                ["GameAuth:Server:Profiles:default:Audiences:0"] = "game",
                ["GameAuth:Server:Profiles:native:Delivery"] = "Body",
                ["GameAuth:Server:Profiles:native:AccessTokenLifetime"] = "00:05:00",
            },
            server: static server => server.AddProfile("native", static profile => profile.AccessTokenLifetime = TimeSpan.FromMinutes(10)),
            options: static options => options.ClockSkew = TimeSpan.FromSeconds(40));
        GameAuthServerOptions options = app.Services.GetRequiredService<IOptions<GameAuthServerOptions>>().Value;
        Assert.Equal((TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(40)), (options.ReuseWindow, options.ClockSkew));
        Assert.Equal("https://api.example.test/", Assert.Single(options.PublicBaseUrls!).AbsoluteUri);
        IOptionsMonitor<SessionProfile> profiles = app.Services.GetRequiredService<IOptionsMonitor<SessionProfile>>();
        Assert.Equal(["game"], profiles.Get("default").Audiences!);
        Assert.Equal((RefreshTokenDelivery.Body, TimeSpan.FromMinutes(10)), (profiles.Get("native").Delivery, profiles.Get("native").AccessTokenLifetime));
    }

    [Fact]
    public async Task In_Development_plain_loopback_is_an_issuer()
    {
        await using WebApplication app = await StartAsync(environment: "Development", settings: new() { ["GameAuth:Server:Issuer"] = "http://localhost:5080" });
        await Assert.ThrowsAsync<GameAuthConfigurationException>(() => StartAsync(environment: "Development", settings: new() { ["GameAuth:Server:Issuer"] = "http://auth.example.test" }));
    }

    [Fact]
    public async Task A_key_that_nobody_reads_is_told_of()
    {
        LogRecorder logs = new();
        await using WebApplication app = await StartAsync(
            settings: new()
            {
                ["GameAuth:Server:ReuseWindw"] = "00:00:20", ["GameAuth:Server:Profiles:default:Audience"] = "x", ["GameAuth:Server:Profiles:other:Delivery"] = "Body", ["GameAuth:Server:Sqlite:Path"] = "x",
            },
            logs: logs);
        foreach (string told in (string[])["GameAuth:Server:ReuseWindw is not read", "GameAuth:Server:Profiles:default:Audience is not read", "GameAuth:Server:Profiles:other is not read"])
        {
            Assert.Contains(logs.Lines, line => line.Contains(told, StringComparison.Ordinal));
        }

        Assert.DoesNotContain("Sqlite is not read", logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_store_of_sessions_the_start_says_which_there_are() =>
        Assert.Contains("UseMemorySessions()", (await Assert.ThrowsAsync<GameAuthConfigurationException>(() => StartAsync(hasStore: false))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Without_AddGameAuth_the_start_says_so() =>
        Assert.Contains("AddGameAuth(", (await Assert.ThrowsAsync<GameAuthConfigurationException>(() => StartAsync(hasCore: false))).Message, StringComparison.Ordinal);

    [Fact]
    public void Without_AddGameAuthServer_there_is_nothing_to_map()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseTestServer();
        builder.Services.AddRouting();
        WebApplication app = builder.Build();
        Assert.Contains("AddGameAuthServer()", Assert.Throws<GameAuthConfigurationException>(() => app.MapGameAuth()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_provider_of_a_profile_that_is_not_there_is_told_of() => Assert.Contains(
        "AddProfile(\"nowhere\")",
        (await Assert.ThrowsAsync<GameAuthConfigurationException>(() => StartAsync(server: static server => server.AddProvider<ToyVerifier>("toy", "nowhere")))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("Toy")]
    [InlineData("\u00e9")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void A_providers_name_is_a_part_of_an_address(string name)
    {
        GameAuthServerBuilder server = new ServiceCollection().AddGameAuthServer();
        Assert.Throws<ArgumentException>(() => server.AddProvider<ToyVerifier>(name));
    }

    [Fact]
    public void A_provider_is_added_once()
    {
        GameAuthServerBuilder server = new ServiceCollection().AddGameAuthServer().AddProvider<ToyVerifier>("toy");
        Assert.Throws<ArgumentException>(() => server.AddProvider<ToyVerifier>("toy"));
    }

    [Theory]
    [InlineData("Production", false, false)]
    [InlineData("Staging", false, false)]
    [InlineData("Production", true, true)]
    [InlineData("Development", false, true)]
    public async Task A_master_key_that_was_made_here_is_for_Development_or_by_choice(string environment, bool isAllowed, bool isTaken)
    {
        // A store in memory has a key of its own, which ends with the process.
        Task<WebApplication> starting = StartAsync(environment, options: options => options.AllowGeneratedMasterKey = isAllowed, hasKey: false);
        if (isTaken)
        {
            await (await starting).DisposeAsync();
            return;
        }

        GameAuthConfigurationException error = await Assert.ThrowsAsync<GameAuthConfigurationException>(() => starting);
        Assert.Contains("UseMountedSecret(path)", error.Message, StringComparison.Ordinal);
        Assert.Contains("AllowGeneratedMasterKey", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(KeyProtection.KeyFile, false)]
    [InlineData(KeyProtection.OsKeystore, false)]
    [InlineData(KeyProtection.Process, false)]
    [InlineData(KeyProtection.MountedSecret, true)]
    [InlineData(KeyProtection.Passphrase, true)]
    [InlineData(KeyProtection.Caller, true)]
    public async Task Of_the_kinds_of_keys_those_are_taken_that_nodes_can_share(KeyProtection protection, bool isTaken)
    {
        Task<WebApplication> starting = StartAsync(key: new FixedKeySource(protection));
        if (isTaken)
        {
            await (await starting).DisposeAsync();
        }
        else
        {
            await Assert.ThrowsAsync<GameAuthConfigurationException>(() => starting);
        }
    }

    [Fact]
    public async Task Added_twice_it_is_one_server()
    {
        await using WebApplication app = await StartAsync(server: static server => server.Services.AddGameAuthServer(static options => options.ClockSkew = TimeSpan.FromSeconds(7)));
        Assert.Equal(TimeSpan.FromSeconds(7), app.Services.GetRequiredService<IOptions<GameAuthServerOptions>>().Value.ClockSkew);
        Assert.Single(app.Services.GetServices<IHostedService>().OfType<ServerStart>());
    }

    private static async Task<WebApplication> StartAsync(
        string environment = "Production",
        Dictionary<string, string?>? settings = null,
        Action<GameAuthServerOptions>? options = null,
        Action<GameAuthServerBuilder>? server = null,
        bool hasStore = true,
        bool hasCore = true,
        bool hasKey = true,
        MasterKeySource? key = null,
        LogRecorder? logs = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.WebHost.UseTestServer();
        Dictionary<string, string?> all = new() { ["GameAuth:ApplicationName"] = "toy-server", ["GameAuth:Server:Issuer"] = ServerWorld.Issuer };
        foreach ((string name, string? value) in settings ?? [])
        {
            all[name] = value;
        }

        builder.Configuration.AddInMemoryCollection(all);
        builder.Services.AddSingleton<TimeProvider>(new FakeClock());
        builder.Services.AddRouting();
        if (logs is not null)
        {
            builder.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(logs);
        }

        if (hasCore)
        {
            GameAuthBuilder core = builder.Services.AddGameAuth().UseMemoryStore();
            if (key is not null)
            {
                core.UseKeySource(_ => key);
            }
            else if (hasKey)
            {
                core.UseKey(RandomNumberGenerator.GetBytes(32));
            }
        }

        GameAuthServerBuilder auth = builder.Services.AddGameAuthServer(options).UseSigningKeys(new ReadyKeys());
        if (hasStore)
        {
            auth.UseMemorySessions();
        }

        server?.Invoke(auth);
        WebApplication app = builder.Build();
        try
        {
            await app.StartAsync();
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    private sealed class FixedKeySource(KeyProtection protection) : MasterKeySource
    {
        public override string Name => "a key of the test";

        public override KeyProtection Protection => protection;

        public override ValueTask<MasterKey?> GetKeyAsync(CancellationToken cancellationToken) => new(new MasterKey(RandomNumberGenerator.GetBytes(32), Name, protection));
    }
}
