using GameAuth.Toy;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GameAuth.Tests.DependencyInjection;

/// <summary>Wrong configuration is one exception, with option, section and fix, wherever it is found.</summary>
public sealed class ConfigurationErrorTests
{
    public static TheoryData<string, string, string, string> Wrong => new()
    {
        { "GameAuth:Toy:ClientId", "", "Development", "ClientId is missing; set it to" },
        { "GameAuth:AllowLoopbackHttp", "yes", "Development", "'GameAuth:AllowLoopbackHttp'" },
        { "GameAuth:AllowLoopbackHttp", "true", "Production", "AllowLoopbackHttp is for the emulator and refused in the environment Production; remove it" },
        { "GameAuth:ApplicationName", "../odd", "Development", "ApplicationName names the token store and is missing or odd; set it to" },
        { "GameAuth:Toy:DeviceScope", "Everywhere", "Development", "'GameAuth:Toy:DeviceScope'" },
        { "GameAuth:Toy:Endpoints:auth", "http://example.test", "Development", "Endpoints:auth is not https; use https" },
        { "GameAuth:Tokens:LeaseWait", "-00:00:01", "Development", "Tokens:LeaseWait is a positive time span" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_host_that_is_started_throws_it_once(string key, string value, string environment, string words)
    {
        using IHost host = Build(environment, (key, value));
        GameAuthConfigurationException error = await Assert.ThrowsAsync<GameAuthConfigurationException>(() => host.StartAsync());
        Assert.Equal(2, error.Message.Split(words).Length);
        Assert.Contains("GameAuth", error.Message, StringComparison.Ordinal);
        Assert.Equal("options", error.Step);
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_host_that_is_not_started_throws_the_same(string key, string value, string environment, string words)
    {
        using IHost host = Build(environment, (key, value));
        GameAuthConfigurationException error = Assert.Throws<GameAuthConfigurationException>(() => host.Services.GetRequiredService<IToyAuth>());
        using IHost started = Build(environment, (key, value));
        Assert.Equal((await Assert.ThrowsAsync<GameAuthConfigurationException>(() => started.StartAsync())).Message, error.Message);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void It_names_the_section_that_was_read()
    {
        using IHost host = Build("Development", ("GameAuth:Toy:ClientId", ""));
        Assert.Contains("section is GameAuth:Toy.", Error(host), StringComparison.Ordinal);
        using IHost named = Build("Development", [("Games:Toy:Registrations:eu:ClientId", "")], static (gameAuth, root) => gameAuth.AddToy(root.GetSection("Games:Toy")));
        Assert.Contains("sections are Games:Toy:Registrations:eu and Games:Toy.", Error(named, "eu"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_without_a_host_says_that_it_has_no_configuration_and_reads_one_that_it_is_given()
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection([new("GameAuth:ApplicationName", "tests"), new("GameAuth:Toy:ClientId", "from-file")]).Build();
        GameAuthConfigurationException error = await Assert.ThrowsAsync<GameAuthConfigurationException>(() => CreateAsync(static _ => { }));
        Assert.Contains("no IConfiguration is among the services", error.Message, StringComparison.Ordinal);
        await using GameAuthClient client = await CreateAsync(services => services.AddSingleton(configuration));
        Assert.NotNull(client.Get<IToyAuth>());

        static Task<GameAuthClient> CreateAsync(Action<IServiceCollection> more) => GameAuthClient.CreateAsync(services =>
        {
            more(services);
            services.AddGameAuth(static options => options.ApplicationName = "tests").UseMemoryStore().AddToy();
        });
    }

    private static string Error(IHost host, string registration = "default") =>
        Assert.Throws<GameAuthConfigurationException>(() => host.Services.GetRequiredKeyedService<IToyAuth>(registration)).Message;

    private static IHost Build(string environment, params (string Key, string Value)[] settings) => Build(environment, settings, static (gameAuth, _) => gameAuth.AddToy());

    private static IHost Build(string environment, (string Key, string Value)[] settings, Action<GameAuthBuilder, IConfiguration> add)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = environment });
        Dictionary<string, string?> all = new() { ["GameAuth:ApplicationName"] = "tests", ["GameAuth:Toy:ClientId"] = "tests" };
        foreach ((string key, string value) in settings)
        {
            all[key] = value;
        }

        builder.Configuration.AddInMemoryCollection(all);
        add(builder.Services.AddGameAuth().UseMemoryStore(), builder.Configuration);
        return builder.Build();
    }
}
