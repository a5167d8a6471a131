using System.Net;
using GameAuth.Providers;
using GameAuth.Tests.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Tests.Http;

/// <summary>What meets the network under the clients of a provider.</summary>
public sealed class PrimaryHandlerTests : EngineTest
{
    private static readonly Uri DeadProxy = new("http://127.0.0.1:9");

    [Theory]
    [InlineData("http://127.0.0.1:5001/token")]
    [InlineData("http://127.8.9.10/")]
    [InlineData("http://[::1]:5001/token")]
    [InlineData("http://localhost:5001/token")]
    [InlineData("https://127.0.0.1:5001/token")]
    public void A_loopback_address_is_reached_past_every_proxy(string address)
    {
        RemoteProxy proxy = new(static () => new WebProxy(DeadProxy));
        Assert.True(proxy.IsBypassed(new Uri(address)));
        Assert.Null(proxy.GetProxy(new Uri(address)));
    }

    [Fact]
    public void Any_other_host_is_reached_as_the_system_says()
    {
        RemoteProxy proxy = new(static () => new WebProxy(DeadProxy, BypassOnLocal: false, ["beside.example"]));
        Assert.Equal(DeadProxy, proxy.GetProxy(new Uri("https://auth.example/token")));
        Assert.False(proxy.IsBypassed(new Uri("https://auth.example/token")));
        Assert.True(proxy.IsBypassed(new Uri("https://beside.example/token")));
    }

    [Fact]
    public async Task A_client_with_a_dead_proxy_reaches_an_address_of_this_machine()
    {
        using RedirectingServer server = new();
        using SocketsHttpHandler handler = PrimaryHandlers.Create();
        Assert.IsType<RemoteProxy>(handler.Proxy);
        handler.Proxy = new RemoteProxy(static () => new WebProxy(DeadProxy));
        using HttpMessageInvoker client = new(handler);
        using HttpRequestMessage request = new(HttpMethod.Get, server.Address);
        using HttpResponseMessage answer = await client.SendAsync(request, CancellationToken.None);
        Assert.Equal(HttpStatusCode.TemporaryRedirect, answer.StatusCode);
    }

    [Fact]
    public async Task A_handler_whose_redirects_and_cookies_can_not_be_read_fails_the_start()
    {
        GameAuthConfigurationException error = await Assert.ThrowsAsync<GameAuthConfigurationException>(() => HostAsync(static gameAuth =>
            gameAuth.Services.AddHttpClient("own").AddToyAuthentication().ConfigurePrimaryHttpMessageHandler(static () => new WinHttpHandler())));
        Assert.Contains("WinHttpHandler", error.Message, StringComparison.Ordinal);
        Assert.Contains("SocketsHttpHandler", error.Message, StringComparison.Ordinal);
    }
}
