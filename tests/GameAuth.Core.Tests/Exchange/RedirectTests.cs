using System.Net;
using GameAuth.ProviderContract;
using GameAuth.Tests.Engine;
using GameAuth.Toy;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Tests.Http;

public sealed class RedirectTests : EngineTest
{
    [Fact]
    public async Task A_redirect_is_handed_to_the_caller_and_followed_by_nobody_and_a_cookie_is_not_kept()
    {
        using RedirectingServer server = new();
        Harness.Configure = options => options.Endpoints["api"] = server.Address;
        ContractHost host = await HostAsync(static gameAuth =>
        {
            gameAuth.Services.Configure<GameAuthOptions>(static options => options.AllowLoopbackHttp = true);
            gameAuth.Services.AddHttpClient("real").AddToyAuthentication();
        });
        ToyAccount account = await SignInAsync(host);
        using HttpClient client = account.CreateClient("real");
        for (int i = 0; i < 2; i++)
        {
            using HttpResponseMessage response = await client.GetAsync(server.Address);
            Assert.Equal(HttpStatusCode.TemporaryRedirect, response.StatusCode);
        }

        Assert.Equal(["/", "/"], server.Paths);
        Assert.Equal(0, server.Cookies);
    }

    [Fact]
    public async Task The_trace_of_an_application_and_its_baggage_stay_at_home()
    {
        using RedirectingServer server = new();
        Harness.Configure = options => options.Endpoints["api"] = server.Address;
        ContractHost host = await HostAsync(static gameAuth =>
        {
            gameAuth.Services.Configure<GameAuthOptions>(static options => options.AllowLoopbackHttp = true);
            gameAuth.Services.AddHttpClient("real").AddToyAuthentication();
        });
        using HttpClient client = (await SignInAsync(host)).CreateClient("real");
        using System.Diagnostics.Activity mine = new System.Diagnostics.Activity("mine").AddBaggage("shelf", "42").Start();
        using HttpResponseMessage response = await client.GetAsync(server.Address);
        Assert.Equal((1, 0), (server.Paths.Count, server.Traces));
    }

    [Theory]
    [InlineData(true, false, "AllowAutoRedirect")]
    [InlineData(false, true, "UseCookies")]
    public async Task A_primary_handler_of_ones_own_that_forwards_tokens_fails_the_start(bool redirects, bool cookies, string property)
    {
        GameAuthConfigurationException error = await Assert.ThrowsAsync<GameAuthConfigurationException>(() => HostAsync(gameAuth => gameAuth.Services
            .AddHttpClient("own").AddToyAuthentication()
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = redirects, UseCookies = cookies })));
        Assert.Contains("'own'", error.Message, StringComparison.Ordinal);
        Assert.Contains($"{property} = false", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_primary_handler_that_would_forward_a_refresh_token_fails_the_start()
    {
        GameAuthConfigurationException error = await Assert.ThrowsAsync<GameAuthConfigurationException>(() => HostAsync(static gameAuth => gameAuth.Services
            .AddHttpClient(GameAuthClientNames.Auth(ToyDefaults.Provider)).ConfigurePrimaryHttpMessageHandler(static () => new HttpClientHandler())));
        Assert.Contains("AllowAutoRedirect", error.Message, StringComparison.Ordinal);
    }
}
