using GameAuth.Tests.Diagnostics;
using GameAuth.Toy;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GameAuth.Tests.DependencyInjection;

/// <summary>A key of the configuration that nobody reads is told of at the start, with the nearest name that is read.</summary>
public sealed class ConfigurationKeysTests
{
    private readonly LineRecorder _lines = new();

    [Theory]
    [InlineData("GameAuth:Toy:ClintId", "GameAuth:Toy:ClintId is not read; did you mean GameAuth:Toy:ClientId?")]
    [InlineData("GameAuth:Toy:DeviceScop", "GameAuth:Toy:DeviceScop is not read; did you mean GameAuth:Toy:DeviceScope?")]
    [InlineData("GameAuth:Toy:Color", "GameAuth:Toy:Color is not read: GameAuth:Toy has no such option.")]
    [InlineData("GameAuth:Toy:Registrations:eu:ClientI", "GameAuth:Toy:Registrations:eu:ClientI is not read; did you mean GameAuth:Toy:Registrations:eu:ClientId?")]
    [InlineData("GameAuth:Toy:Registrations:ei:ClientId", "GameAuth:Toy:Registrations:ei is not read; did you mean GameAuth:Toy:Registrations:eu?")]
    [InlineData("GameAuth:Tokns:LeaseWait", "GameAuth:Tokns is not read; did you mean GameAuth:Tokens?")]
    [InlineData("GameAuth:Tokens:LeaseWai", "GameAuth:Tokens:LeaseWai is not read; did you mean GameAuth:Tokens:LeaseWait?")]
    [InlineData("GameAuth:AplicationName", "GameAuth:AplicationName is not read; did you mean GameAuth:ApplicationName?")]
    [InlineData("GameAuth:Tay:ClientId", "GameAuth:Tay is not read; did you mean GameAuth:Toy?")]
    [InlineData("GamAuth:Toy:ClientId", "section GamAuth is not read; did you mean GameAuth?")]
    [InlineData("GameAuth_Toy_ClientId", "GameAuth_Toy_ClientId is not read: an environment variable has two underscores between its parts, as in GameAuth__Toy__ClientId.")]
    [InlineData("GameAuth:Toy_ClientId", "GameAuth:Toy_ClientId is not read; did you mean GameAuth:Toy:ClientId (Toy__ClientId in an environment variable)?")]
    public async Task It_is_told_of_by_its_path(string key, string words)
    {
        await StartAsync((key, "a-value-that-no-log-shows"));
        string line = Assert.Single(_lines.Of(LogLevel.Warning));
        Assert.EndsWith(words, line, StringComparison.Ordinal);
        Assert.DoesNotContain("a-value", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gameauth:toy:clientid")]
    [InlineData("GameAuth:Toy:Endpoints:api")]
    [InlineData("GameAuth:Toy:Registrations:eu:Endpoints:auth")]
    [InlineData("GameAuth:SignInEndsSoon:0")]
    [InlineData("GameAuth:Attempts:SafeRetries")]
    [InlineData("GameAuth:Xbox:ClientId")]
    [InlineData("GAMEAUTH_PASSPHRASE")]
    [InlineData("Logging:LogLevel:GameAuth")]
    public async Task What_is_read_or_belongs_to_somebody_else_is_not_told_of(string key)
    {
        await StartAsync((key, key.EndsWith("auth", StringComparison.Ordinal) || key.EndsWith("api", StringComparison.Ordinal) ? "https://toy.example"
            : key.EndsWith('0') ? "1.00:00:00" : "2"));
        Assert.Empty(_lines.Of(LogLevel.Warning));
    }

    [Fact]
    public void The_error_of_a_missing_option_names_the_key_that_was_meant()
    {
        using IHost host = Build(("GameAuth:Toy:ClientId", ""), ("GameAuth_Toy_ClientId", "x"));
        GameAuthConfigurationException error = Assert.Throws<GameAuthConfigurationException>(() => host.Services.GetRequiredService<IToyAuth>());
        Assert.Contains("ClientId is missing", error.Message, StringComparison.Ordinal);
        Assert.Contains("GameAuth_Toy_ClientId is not read", error.Message, StringComparison.Ordinal);
    }

    private async Task StartAsync(params (string Key, string Value)[] settings)
    {
        using IHost host = Build(settings);
        await host.StartAsync();
        await host.StopAsync();
    }

    private IHost Build(params (string Key, string Value)[] settings)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(settings: null);
        Dictionary<string, string?> all = new(StringComparer.OrdinalIgnoreCase) { ["GameAuth:ApplicationName"] = "tests", ["GameAuth:Toy:ClientId"] = "tests" };
        foreach ((string key, string value) in settings)
        {
            all[key] = value;
        }

        builder.Configuration.AddInMemoryCollection(all);
        builder.Logging.AddProvider(_lines);
        builder.Services.AddGameAuth().UseMemoryStore().AddToy().AddToy("eu", static options => options.ClientId = "eu");
        return builder.Build();
    }
}
