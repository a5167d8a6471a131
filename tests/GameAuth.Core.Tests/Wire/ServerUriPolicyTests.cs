using GameAuth.Providers;

namespace GameAuth.Core.Tests.Wire;

public sealed class ServerUriPolicyTests
{
    private static readonly ServerUriPolicy Policy = new("xbox", "login.live.com", "*.xboxlive.com");

    [Theory]
    [InlineData("https://login.live.com/oauth20_remoteconnect.srf?otc=ABCD")]
    [InlineData("https://LOGIN.LIVE.COM/")]
    [InlineData("https://sisu.xboxlive.com:443/a%20b")]
    public void Https_on_the_providers_hosts_passes(string address) => Assert.Equal(new Uri(address), Policy.Check(address, "device code"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/relative")]
    [InlineData("http://login.live.com/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("file:///etc/passwd")]
    [InlineData("https://evil.example/")]
    [InlineData("https://login.live.com.evil.example/")]
    [InlineData("https://evil.example/login.live.com")]
    [InlineData("https://login.live.com@evil.example/")]
    [InlineData("https://user:pw@login.live.com/")]
    [InlineData("https://login.live.com:8443/")]
    [InlineData("https://xboxlive.com/")]
    [InlineData("https://evilxboxlive.com/")]
    [InlineData("https://login.live.com\\@evil.example/")]
    [InlineData("https://login.live.com/\u202Egpj")]
    [InlineData("https://login.live.com/%E2%80%AEgpj")]
    [InlineData("https://login.live.com/\r\nX: y")]
    [InlineData("https://login.live.com/%1B[31m")]
    [InlineData("https://lоgin.live.com/")]
    [InlineData("http://127.0.0.1/")]
    [InlineData("https://127.0.0.1/")]
    public void Everything_else_is_refused_and_not_quoted(string? address)
    {
        ProviderException error = Assert.Throws<ProviderException>(() => Policy.Check(address, "device code"));

        Assert.Equal("device code", error.Step);
        Assert.DoesNotContain("evil", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_overlong_address_is_refused() =>
        Assert.Throws<ProviderException>(() => Policy.Check("https://login.live.com/" + new string('a', 4000), "device code"));

    [Theory]
    [InlineData(200)]
    [InlineData(2000)]
    public void An_address_is_as_long_as_it_is_sent_and_shown(int characters)
    {
        string address = "https://login.live.com/" + new string('\u5341', characters);

        Uri? found = Policy.Find(address, "device code");

        Assert.Equal(characters == 200, found is not null);
        Assert.Equal(characters == 200 ? 23 + (9 * 200) : null, found?.AbsoluteUri.Length);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    [InlineData("https://evil.example/")]
    [InlineData("odd")]
    public void An_address_that_need_not_be_there_is_left_out_where_it_does_not_pass(string? address) => Assert.Null(Policy.Find(address, "device code"));

    [Theory]
    [InlineData("http://127.0.0.1:5001/link")]
    [InlineData("http://[::1]:5001/link")]
    [InlineData("https://localhost:5001/link")]
    public void Loopback_passes_by_explicit_option(string address)
    {
        ServerUriPolicy policy = new("xbox", "login.live.com") { AllowLoopback = true };

        Assert.Equal(new Uri(address), policy.Check(address, "device code"));
    }

    [Theory]
    [InlineData("ftp://127.0.0.1/")]
    [InlineData("http://user@127.0.0.1/")]
    [InlineData("http://10.0.0.1/")]
    public void With_the_option_it_is_still_loopback_and_http_only(string address)
    {
        ServerUriPolicy policy = new("xbox", "login.live.com") { AllowLoopback = true };

        Assert.Throws<ProviderException>(() => policy.Check(address, "device code"));
    }
}
