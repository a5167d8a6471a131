using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace GameAuth.Hytale.Tests.Options;

public class HytaleOptionsTests
{
    public static TheoryData<string, Action<HytaleOptions>> Wrong => new()
    {
        { "Dialect", static one => one.Dialect = (HytaleDialect)99 },
        { "Dialect", static one => one.Dialect = HytaleDialect.Gateway },
        { "Polling", static one => one.Polling = (HytalePolling)99 },
        { "ClientId", static one => one.ClientId = "" },
        { "ClientId", static one => one.ClientId = "two words" },
        { "Scope", static one => one.Scope = "" },
        { "Scope", static one => one.Scope = "a\nb" },
        { "GatewayAccountId", static one => one.GatewayAccountId = "" },
        { "GatewayAccountId", static one => one.GatewayAccountId = "two words" },
        { "GatewayAccountId", static one => one.GatewayAccountId = "a\nb" },
        { "GatewayAccountId", static one => one.GatewayAccountId = new string('a', 129) },
        { "RefreshTokenLifetime", static one => one.RefreshTokenLifetime = TimeSpan.Zero },
        { "SessionRefreshesPerHour", static one => one.SessionRefreshesPerHour = 2 },
        { "Endpoints:oauth", static one => one.Endpoints["oauth"] = new("http://oauth.accounts.hytale.com") },
        { "Endpoints:oauth", static one => one.Endpoints["oauth"] = new("https://oauth.accounts.hytale.com/path") },
        { "Endpoints:oauth", static one => one.Endpoints["oauth"] = new("https://me@oauth.accounts.hytale.com") },
        { "Endpoints:sessions", static one => one.Endpoints["sessions"] = new("http://localhost:5001") },
        { "Endpoints:sessions", static one => one.Endpoints["sessions"] = null! },
        { "Endpoints:sessions", static one => one.Endpoints["sessions"] = new("http://127.0.0.1:5001") },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_setting_is_named_with_its_registration(string property, Action<HytaleOptions> spoil)
    {
        string failure = Assert.Throws<GameAuthConfigurationException>(() => Read(spoil, allowLoopback: false)).Message;
        Assert.Equal(2, failure.Split("registration 'eu'").Length);
        Assert.StartsWith($"Hytale registration 'eu': {property} ", failure, StringComparison.Ordinal);
        Assert.Contains("; ", failure.Replace(", but Endpoints", "; ", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void An_emulator_on_loopback_needs_the_word_of_the_application() =>
        Assert.Single(Read(static one => one.Endpoints["sessions"] = new("http://127.0.0.1:5001"), allowLoopback: true).Endpoints);

    [Fact]
    public void Nothing_needs_to_be_set()
    {
        HytaleOptions options = Read(static _ => { }, allowLoopback: false);
        Assert.Equal((HytaleDialect.Direct, "hytale-server", HytalePolling.Spread, 20), (options.Dialect, options.ClientId, options.Polling, options.SessionRefreshesPerHour));
        Assert.Null(options.GatewayAccountId);
        Assert.Equal(new Uri("https://oauth.accounts.hytale.com"), options.EndpointOf("oauth"));
    }

    private static HytaleOptions Read(Action<HytaleOptions> configure, bool allowLoopback)
    {
        ServiceCollection services = new();
        services.AddGameAuth(family => (family.ApplicationName, family.AllowLoopbackHttp) = ("hytale-tests", allowLoopback))
            .UseKey([.. Enumerable.Range(1, 32).Select(static i => (byte)i)])
            .AddHytale("eu", configure);
        using ServiceProvider host = services.BuildServiceProvider();
        return host.GetRequiredService<IOptionsMonitor<HytaleOptions>>().Get("eu");
    }
}
