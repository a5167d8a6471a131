using System.Net;
using GameAuth.ProviderContract;
using GameAuth.Providers;
using GameAuth.Tests.Engine;
using GameAuth.Toy;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GameAuth.Tests.Http;

/// <summary>With addresses of an emulator nothing of a registration leaves this machine, and its live hosts lead to the emulator.</summary>
public sealed class LoopbackEndpointTests : EngineTest
{
    private static readonly Uri Auth = new("http://127.0.0.1:5001");
    private static readonly Uri Api = new("http://127.0.0.1:5002");

    [Fact]
    public async Task A_request_to_a_live_host_goes_to_the_address_that_stands_in_for_it()
    {
        Emulate(api: true);
        ToyAccount account = await SignInAsync(await HostAsync());
        foreach (HttpClient client in (HttpClient[])[account.CreateClient(), account.CreateClient<ContractClient>().Http])
        {
            using HttpResponseMessage answer = await client.GetAsync(new Uri("https://API.toy.test/me?x=%2f#top"));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        Assert.All(Tap.Sent.Where(static one => one.Call is WireCall.Api), static one => Assert.Equal("http://127.0.0.1:5002/me?x=%2f", one.Target.AbsoluteUri));
        Assert.Equal("alice", await account.GetNameAsync());
    }

    [Theory]
    [InlineData("https://api.toy.test:8443/me")]
    [InlineData("https://api.toy.test.example/me")]
    [InlineData("https://elsewhere.example/me")]
    [InlineData("https://auth.toy.test/me")]
    public async Task Any_other_host_is_refused_before_a_token_is_touched(string target)
    {
        Emulate(api: true);
        ToyAccount account = await SignInAsync(await HostAsync());
        Harness.ExpireLeafAndGrant();
        int calls = Server.AllCalls;
        IllegalStepException error = await Assert.ThrowsAsync<IllegalStepException>(() => account.CreateClient().GetAsync(new Uri(target)));
        Assert.Equal(("audience", calls), (error.Step, Server.AllCalls));
    }

    [Fact]
    public async Task A_live_host_that_was_left_out_gets_no_token_of_an_emulator()
    {
        Emulate(api: false);
        ToyAccount account = await SignInAsync(await HostAsync());
        int calls = Server.AllCalls;
        IllegalStepException typed = await Assert.ThrowsAsync<IllegalStepException>(() => account.GetNameAsync());
        IllegalStepException client = await Assert.ThrowsAsync<IllegalStepException>(() => account.CreateClient().GetAsync(Harness.ApiTarget));
        Assert.All((string[])[typed.Message, client.Message], static text => Assert.Contains("https://api.toy.test", text, StringComparison.Ordinal));
        Assert.All((string[])[typed.Message, client.Message], static text => Assert.Contains("Endpoints", text, StringComparison.Ordinal));
        Assert.Equal(calls, Server.AllCalls);
    }

    [Theory]
    [InlineData("ap")]
    [InlineData("http")]
    [InlineData("")]
    [InlineData("elsewhere.example")]
    public async Task A_name_that_is_no_endpoint_fails_the_start_and_says_the_names(string name)
    {
        Harness.Configure = options => options.Endpoints[name] = Api;
        GameAuthConfigurationException error = await Assert.ThrowsAsync<GameAuthConfigurationException>(() => HostAsync());
        Assert.Contains($"Endpoints:{name} is no endpoint; the names are api, auth.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_is_taken_in_any_case_and_the_host_itself_is_no_name()
    {
        Harness.Configure = static options => options.Endpoints["API"] = Api;
        await HostAsync();
        Harness.Configure = static options => options.Endpoints["api.toy.test"] = Api;
        GameAuthConfigurationException error = await Assert.ThrowsAsync<GameAuthConfigurationException>(() => HostAsync());
        Assert.Contains("write Endpoints:api", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Production", null, true)]
    [InlineData("production", null, true)]
    [InlineData(null, "Production", true)]
    [InlineData("Development", "Production", true)]
    [InlineData("Development", null, false)]
    [InlineData("Staging", "Development", false)]
    [InlineData(null, null, false)]
    public void Without_a_host_the_environments_variables_say_whether_it_is_production(string? dotnet, string? aspNet, bool isProduction) =>
        Assert.Equal(isProduction, EndpointRules.IsProduction(host: null, name => name switch { "DOTNET_ENVIRONMENT" => dotnet, "ASPNETCORE_ENVIRONMENT" => aspNet, _ => null }));

    [Fact]
    public void With_a_host_its_own_environment_counts()
    {
        using IHost host = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = "Development" }).Build();
        Assert.False(EndpointRules.IsProduction(host.Services.GetRequiredService<IHostEnvironment>(), static _ => "Production"));
    }

    private void Emulate(bool api) => Harness.Configure = options =>
    {
        options.Endpoints["auth"] = Auth;
        if (api)
        {
            options.Endpoints["api"] = Api;
        }
    };
}
