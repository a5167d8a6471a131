using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace GameAuth.Xbox.Tests;

public class XboxOptionsTests
{
    [Fact]
    public void A_client_id_is_all_that_is_needed()
    {
        XboxOptions options = Read(static one => one.ClientId = "00000000deadbeef");
        Assert.Equal(
            (XboxDeviceKind.Nintendo, "0.0.0.0", DeviceIdentityScope.PerInstall, "RETAIL", null),
            (options.Device, options.DeviceVersion, options.DeviceIdentity, options.Sandbox, options.SisuContractVersion));
        Assert.Equal((null, true, true), (options.ClientKind, options.SendDeviceToken, options.UseSisu));
        Assert.Equal((XboxEndpointList.Bundled, true), (options.EndpointList, options.SignRequests));
        Assert.Empty(options.Endpoints);
    }

    [Theory]
    [InlineData("11111111-2222-4333-8444-555555555555", null)]
    [InlineData("00000000deadbeef", XboxClientKind.Azure)]
    public void An_Azure_client_may_leave_the_device_token_out(string clientId, XboxClientKind? kind) =>
        Assert.False(Read(one => (one.ClientId, one.ClientKind, one.SendDeviceToken) = (clientId, kind, false)).SendDeviceToken);

    public static TheoryData<string, Action<XboxOptions>> Wrong() => new()
    {
        { "ClientId", static one => one.ClientId = "" },
        { "ClientId", static one => one.ClientId = "a b" },
        { "ClientKind", static one => one.ClientKind = (XboxClientKind)99 },
        { "SendDeviceToken", static one => one.SendDeviceToken = false },
        { "Device", static one => one.Device = (XboxDeviceKind)99 },
        { "DeviceVersion", static one => one.DeviceVersion = "" },
        { "DeviceIdentity", static one => one.DeviceIdentity = (DeviceIdentityScope)99 },
        { "Sandbox", static one => one.Sandbox = "A\r\nB" },
        { "SisuContractVersion", static one => one.SisuContractVersion = -1 },
        { "TitleId", static one => one.TitleId = "" },
        { "TitleId", static one => one.TitleId = "0" },
        { "TitleId", static one => one.TitleId = "0xdeadbeef" },
        { "TitleId", static one => one.TitleId = "4294967296" },
        { "RedirectUri", static one => one.RedirectUri = new("/callback", UriKind.Relative) },
        { "RedirectUri", static one => one.RedirectUri = new("http://example.test/callback") },
        { "RedirectUri", static one => one.RedirectUri = new("http://127.0.0.2/callback") },
        { "RedirectUri", static one => one.RedirectUri = new("http://localhost.example.test/") },
        { "RedirectUri", static one => one.RedirectUri = new("file:///callback") },
        { "RedirectUri", static one => one.RedirectUri = new("javascript:alert(1)") },
        { "RedirectUri", static one => one.RedirectUri = new("https://example.test/callback?code=1") },
        { "RedirectUri", static one => one.RedirectUri = new("https://example.test/callback#") },
        { "RedirectUri", static one => one.RedirectUri = new("https://me@example.test/callback") },
        { "RedirectUri", static one => one.RedirectUri = new("ms-xal-00000000cafebabe://auth") },
        { "EndpointList", static one => one.EndpointList = (XboxEndpointList)99 },
        { "Endpoints:login", static one => one.Endpoints["login"] = new("http://login.live.com") },
        { "Endpoints:login", static one => one.Endpoints["login"] = new("http://localhost:5001") },
        { "Endpoints:login", static one => one.Endpoints["login"] = new("https://login.live.com/path") },
        { "Endpoints:login", static one => one.Endpoints["login"] = new("https://me@login.live.com") },
        { "Endpoints:login", static one => one.Endpoints["login"] = new("login", UriKind.Relative) },
        { "Endpoints:sisu", static one => one.Endpoints["sisu"] = new("ftp://127.0.0.1") },
        { "Endpoints:sisu", static one => one.Endpoints["sisu"] = null! },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_setting_is_named_with_its_registration(string property, Action<XboxOptions> spoil)
    {
        GameAuthConfigurationException error = Assert.Throws<GameAuthConfigurationException>(() => Read(one =>
        {
            one.ClientId = "00000000deadbeef";
            spoil(one);
        }));
        Assert.StartsWith($"Xbox registration 'eu': {property} ", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, error.Message.Split("registration 'eu'").Length);
        Assert.Contains("; ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://localhost")]
    [InlineData("http://localhost:5000/back")]
    [InlineData("http://127.0.0.1/callback")]
    [InlineData("https://login.live.com/oauth20_desktop.srf")]
    [InlineData("https://example.test/callback")]
    [InlineData("ms-xal-00000000deadbeef://auth")]
    [InlineData("ms-xal-00000000DEADBEEF://auth")]
    [InlineData("com.example.app://redirect")]
    public void An_address_that_a_browser_can_come_back_to_is_taken(string redirect) =>
        Assert.Equal(redirect, Read(one => (one.ClientId, one.TitleId, one.RedirectUri) = ("00000000deadbeef", "4294967295", new Uri(redirect))).RedirectUri!.OriginalString);

    [Theory]
    [InlineData("http://127.0.0.1:5001")]
    [InlineData("http://[::1]:5001")]
    public void Http_on_loopback_needs_the_word_of_the_application(string address)
    {
        void Set(XboxOptions one)
        {
            one.ClientId = "00000000deadbeef";
            one.Endpoints["login"] = new(address);
        }

        Assert.Contains("AllowLoopbackHttp", Assert.Throws<GameAuthConfigurationException>(() => Read(Set)).Message, StringComparison.Ordinal);
        Assert.Single(Read(Set, allowLoopback: true).Endpoints);
    }

    [Fact]
    public void A_first_use_says_the_same_as_the_start()
    {
        using ServiceProvider services = Services(static _ => { }, allowLoopback: false);
        GameAuthConfigurationException error = Assert.Throws<GameAuthConfigurationException>(() => services.GetRequiredKeyedService<IXboxAuth>("eu"));
        Assert.Contains("'eu': ClientId", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_can_not_be_read_is_named_by_its_place()
    {
        IConfigurationRoot configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("GameAuth:Xbox:ClientId", "00000000deadbeef"), new("GameAuth:Xbox:Device", "Dreamcast")]).Build();
        ServiceCollection services = new();
        services.AddGameAuth(static family => family.ApplicationName = "xbox-tests").UseKey([.. Enumerable.Range(1, 32).Select(static i => (byte)i)])
            .AddXbox(configuration.GetSection("GameAuth:Xbox"));
        using ServiceProvider host = services.BuildServiceProvider();
        GameAuthConfigurationException error = Assert.Throws<GameAuthConfigurationException>(() => host.GetRequiredService<IXboxAuth>());
        Assert.Contains("GameAuth:Xbox:Device", error.Message, StringComparison.Ordinal);
    }

    private static XboxOptions Read(Action<XboxOptions> configure, bool allowLoopback = false)
    {
        using ServiceProvider services = Services(configure, allowLoopback);
        return services.GetRequiredService<IOptionsMonitor<XboxOptions>>().Get("eu");
    }

    private static ServiceProvider Services(Action<XboxOptions> configure, bool allowLoopback)
    {
        ServiceCollection services = new();
        services.AddGameAuth(family =>
            {
                family.ApplicationName = "xbox-tests";
                family.AllowLoopbackHttp = allowLoopback;
            })
            .UseKey([.. Enumerable.Range(1, 32).Select(static i => (byte)i)])
            .AddXbox("eu", configure);
        return services.BuildServiceProvider();
    }
}
