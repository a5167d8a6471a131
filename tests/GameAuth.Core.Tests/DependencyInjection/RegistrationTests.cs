using GameAuth.ProviderContract;
using GameAuth.Tests.Engine;
using GameAuth.Toy;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace GameAuth.Tests.DependencyInjection;

public sealed class RegistrationTests : EngineTest
{
    private static readonly byte[] Key = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    [Fact]
    public async Task Registrations_are_keyed_services_and_the_default_needs_no_key()
    {
        ContractHost host = await HostAsync(static gameAuth => gameAuth.AddToy("eu", static options => options.ClientId = "eu"));
        IToyAuth unkeyed = host.Services.GetRequiredService<IToyAuth>();
        Assert.Same(unkeyed, host.Services.GetRequiredKeyedService<IToyAuth>("default"));
        IToyAuth eu = host.Services.GetRequiredKeyedService<IToyAuth>("eu");
        Assert.NotSame(unkeyed, eu);
        await SignInAsync(host);
        Assert.Null(await eu.FindAsync());
    }

    [Fact]
    public async Task A_registration_that_is_there_already_is_refused()
    {
        GameAuthConfigurationException error = await Assert.ThrowsAsync<GameAuthConfigurationException>(
            () => HostAsync(static gameAuth => gameAuth.AddToy("default", static options => options.ClientId = "again")));
        Assert.Contains("'default'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_validates_at_start_and_names_registration_property_and_fix()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddGameAuth(static options => options.ApplicationName = "tests").UseMemoryStore().UseKey(Key).AddToy("eu", static _ => { });
        using IHost host = builder.Build();
        GameAuthConfigurationException error = await Assert.ThrowsAsync<GameAuthConfigurationException>(() => host.StartAsync());
        Assert.All((string[])["'eu'", "ClientId", "set it"], part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_registration_is_validated_at_first_use_where_nothing_was_started()
    {
        ServiceCollection services = new();
        services.AddGameAuth(static options => options.ApplicationName = "tests").UseMemoryStore().UseKey(Key).AddToy("eu", static _ => { });
        using ServiceProvider host = services.BuildServiceProvider();
        GameAuthConfigurationException error = Assert.Throws<GameAuthConfigurationException>(() => host.GetRequiredKeyedService<IToyAuth>("eu"));
        Assert.Contains("ClientId", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_without_a_host_validates_at_its_creation()
    {
        GameAuthConfigurationException error = await Assert.ThrowsAsync<GameAuthConfigurationException>(() => GameAuthClient.CreateAsync(static services =>
            services.AddGameAuth(static options => options.ApplicationName = "tests").UseMemoryStore().UseKey(Key).AddToy(static _ => { })));
        Assert.Contains("ClientId", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "Development", "ApplicationName")]
    [InlineData("../odd", "Development", "ApplicationName")]
    [InlineData("tests", "Production", "AllowLoopbackHttp")]
    public async Task An_odd_setting_fails_the_start_by_name(string application, string environment, string property)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = environment });
        builder.Services.AddGameAuth(options => { options.ApplicationName = application; options.AllowLoopbackHttp = true; }).UseMemoryStore().UseKey(Key);
        using IHost host = builder.Build();
        GameAuthConfigurationException error = await Assert.ThrowsAsync<GameAuthConfigurationException>(() => host.StartAsync());
        Assert.Contains(property, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_come_from_the_configuration_and_code_comes_after()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["GameAuth:ApplicationName"] = "from-file", ["GameAuth:Tokens:LeaseWait"] = "00:00:07", ["GameAuth:Toy:ClientId"] = "from-file",
        });
        builder.Services.AddGameAuth(static options => options.ApplicationName = "from-code").UseMemoryStore().UseKey(Key).AddToy(builder.Configuration.GetSection("GameAuth:Toy"));
        using IHost host = builder.Build();
        await host.StartAsync();
        GameAuthOptions options = host.Services.GetRequiredService<IOptions<GameAuthOptions>>().Value;
        Assert.Equal(("from-code", TimeSpan.FromSeconds(7)), (options.ApplicationName, options.Tokens.LeaseWait));
        Assert.NotNull(host.Services.GetRequiredService<IToyAuth>());
        await host.StopAsync();
    }

    [Fact]
    public async Task A_client_without_a_host_has_the_front_doors_and_can_be_disposed_twice()
    {
        GameAuthClient client = await GameAuthClient.CreateAsync(static services =>
            services.AddGameAuth(static options => options.ApplicationName = "tests").UseMemoryStore().UseKey(Key).AddToy(static options => options.ClientId = "tests"));
        Assert.Same(client.Services.GetRequiredService<IToyAuth>(), client.Get<IToyAuth>());
        Assert.Null(await client.Get<IToyAuth>().FindAsync());
        await client.DisposeAsync();
        await client.DisposeAsync();
    }
}
