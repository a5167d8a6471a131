using GameAuth.Server.Discord.Tests.World;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace GameAuth.Server.Discord.Tests;

/// <summary>Options are checked at the start, with the option and the fix in the message, and no secret.</summary>
public sealed class OptionsTests
{
    public static TheoryData<string, Action<DiscordServerOptions>> Wrong => new()
    {
        { "ClientId is missing", static options => options.ClientId = "" },
        { "ClientId is missing", static options => options.ClientId = "1234567890123456" },
        { "ClientId is missing", static options => options.ClientId = "12345678901234567x" },
        { "ClientSecret is missing", static options => options.ClientSecret = "" },
        { "ClientSecret is missing", static options => options.ClientSecret = "CANARY with blanks" },
        { "Endpoint is no https address", static options => options.Endpoint = new Uri("http://discord.example/") },
        { "Endpoint is no https address", static options => options.Endpoint = new Uri("ftp://127.0.0.1/") },
        { "Endpoint is no https address", static options => options.Endpoint = new Uri("https://CANARY@discord.com/") },
        { "Endpoint is no https address", static options => options.Endpoint = new Uri("https://discord.com/?CANARY") },
        { "Endpoint is no https address", static options => options.Endpoint = new Uri("https://discord.com/CANARY") },
        { "Endpoint is no https address", static options => options.Endpoint = new Uri("https://discord.com/#CANARY") },
        { "Endpoint is no https address", static options => options.Endpoint = new Uri("http://localhost:5001/") },
        { "RedirectUris has", static options => options.RedirectUris.Add("/back") },
        { "RedirectUris has", static options => options.RedirectUris.Add("https://game.example.test/#x") },
        { "BotToken is odd", static options => options.BotToken = "CANARY\n" },
        { "RequireActivityInstance needs BotToken", static options => (options.RequireActivityInstance, options.BotToken) = (true, null) },
        { "PublicKey is no Ed25519 key", static options => options.PublicKey = "CANARY" },
        { "PublicKey is no Ed25519 key", static options => options.PublicKey = new string('0', 64) },
        { "PublicKey is no Ed25519 key", static options => options.PublicKey = new string('f', 64) },
        { "RequireProxySignature needs PublicKey", static options => (options.RequireProxySignature, options.PublicKey) = (true, null) },
        { "UserAgentUrl is no absolute", static options => options.UserAgentUrl = new Uri("/about", UriKind.Relative) },
        { "Timeout is between", static options => options.Timeout = TimeSpan.FromMilliseconds(999) },
        { "Timeout is between", static options => options.Timeout = TimeSpan.FromSeconds(61) },
        { "CodeBudget, TokenBudget and InstanceBudget", static options => options.TokenBudget = 0 },
        { "CodeBudget, TokenBudget and InstanceBudget", static options => options.CodeBudget = 3001 },
        { "CodeBudget, TokenBudget and InstanceBudget", static options => options.InstanceBudget = int.MaxValue },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_wrong_option_stops_the_start_with_its_name(string message, Action<DiscordServerOptions> configure)
    {
        GameAuthConfigurationException failure = await Assert.ThrowsAsync<GameAuthConfigurationException>(() => DiscordWorld.StartAsync(configure, mapsWebhook: false));
        Assert.Contains($"GameAuth:Discord: {message}", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("CANARY", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_configuration_is_read_as_the_emulator_writes_it()
    {
        DiscordServerOptions options = new();
        DiscordConfiguration.Bind(options, new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["GameAuth:Discord:ClientId"] = "930000000000000001", ["GameAuth:Discord:ClientSecret"] = "s", ["GameAuth:Discord:BotToken"] = "b", ["GameAuth:Discord:RedirectUri"] = "https://a.example/",
            ["GameAuth:Discord:RedirectUris:0"] = "https://b.example/", ["GameAuth:Discord:Endpoints:discord"] = "http://127.0.0.1:5000", ["GameAuth:Discord:TokenBudget"] = "7",
            ["GameAuth:Discord:Timeout"] = "00:00:03", ["GameAuth:Discord:RequireActivityInstance"] = "true",
        }).Build());
        Assert.Equal(("930000000000000001", "s", "b", 7, TimeSpan.FromSeconds(3), true), (options.ClientId, options.ClientSecret, options.BotToken, options.TokenBudget, options.Timeout, options.RequireActivityInstance));
        Assert.Equal(["https://b.example/", "https://a.example/"], options.RedirectUris);
        Assert.Equal("http://127.0.0.1:5000/", options.Endpoint.AbsoluteUri);
    }

    [Theory]
    [InlineData("TokenBudget", "CANARY")]
    [InlineData("Timeout", "CANARY")]
    [InlineData("Endpoints:discord", "CANARY")]
    public void A_value_that_can_not_be_read_is_not_repeated(string key, string value)
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { [$"GameAuth:Discord:{key}"] = value }).Build();
        GameAuthConfigurationException failure = Assert.Throws<GameAuthConfigurationException>(() => DiscordConfiguration.Bind(new DiscordServerOptions(), configuration));
        Assert.DoesNotContain(value, failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Options_print_no_secret() =>
        Assert.DoesNotContain("CANARY", new DiscordServerOptions { ClientId = "1", ClientSecret = "CANARY", BotToken = "CANARY" }.ToString(), StringComparison.Ordinal);

    [Fact]
    public void A_host_without_Discord_maps_no_webhook()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseTestServer();
        builder.Services.AddRouting();
        WebApplication app = builder.Build();
        Assert.Contains("AddDiscord()", Assert.Throws<GameAuthConfigurationException>(() => app.MapGameAuthDiscord()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_added_once()
    {
        GameAuthServerBuilder builder = new ServiceCollection().AddGameAuthServer().AddDiscord();
        Assert.Throws<ArgumentException>(() => builder.AddDiscord());
    }

    [Fact]
    public void Live_Discord_is_where_it_is_without_an_option()
    {
        ServiceCollection services = new();
        services.AddGameAuthServer().AddDiscord(static options => (options.ClientId, options.ClientSecret) = ("930000000000000001", "synthetic"));
        using ServiceProvider host = services.BuildServiceProvider();
        Assert.Equal("https://discord.com/", host.GetRequiredService<IOptions<DiscordServerOptions>>().Value.Endpoint.AbsoluteUri);
    }
}
