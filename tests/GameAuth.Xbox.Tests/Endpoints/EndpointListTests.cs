namespace GameAuth.Xbox.Tests.Endpoints;

/// <summary>Whose token goes to a host, by the list that comes with the package.</summary>
public class EndpointListTests
{
    private const string XboxLive = "http://xboxlive.com";
    private const long Whole = uint.MaxValue;

    [Theory]
    [InlineData("https://titlehub.xboxlive.com/users/me", XboxLive, 8192L)]
    [InlineData("https://TITLEHUB.xboxlive.com/users/me", XboxLive, 8192L)]
    [InlineData("https://a.b.xboxlive.com/", XboxLive, 8192L)]
    [InlineData("https://xboxlive.com/", XboxLive, 8192L)]
    [InlineData("https://user.auth.xboxlive.com/", XboxLive, 8192L)]
    [InlineData("https://catalog.gamepass.com/", XboxLive, 8192L)]
    [InlineData("https://settings.xboxlive.com/", XboxLive, Whole)]
    [InlineData("https://licensing.xboxlive.com/", "http://licensing.xboxlive.com", 8192L)]
    [InlineData("https://inventory.xboxlive.com/", "http://licensing.xboxlive.com", 8192L)]
    [InlineData("https://collections.mp.microsoft.com/v6.0/collections/query", "http://licensing.xboxlive.com", 8192L)]
    [InlineData("https://displaycatalog.mp.microsoft.com/", "http://mp.microsoft.com/", null)]
    [InlineData("https://profile.xboxservices.com/", "http://mp.microsoft.com/", null)]
    [InlineData("https://gamertag.xboxlive.com/", "http://accounts.xboxlive.com", 8192L)]
    [InlineData("https://user.mgt.xboxlive.com/", "http://accounts.xboxlive.com", null)]
    [InlineData("https://help.ui.xboxlive.com/", "http://uxservices.xboxlive.com", 8192L)]
    [InlineData("https://other.ui.xboxlive.com/", null, null)]
    [InlineData("https://musicimage.xboxlive.com/", null, null)]
    [InlineData("https://assets.xboxservices.com/", null, null)]
    [InlineData("https://device.mgt.xboxlive.com/", "http://device.mgt.xboxlive.com", Whole)]
    [InlineData("https://device.mgt.xboxlive.com/registrations/bestv", "http://bestv.device.mgt.xboxlive.com", Whole)]
    [InlineData("https://device.mgt.xboxlive.com/registrations/bestv/1", "http://bestv.device.mgt.xboxlive.com", Whole)]
    [InlineData("https://device.mgt.xboxlive.com/registrations/bestv?a=/b", "http://bestv.device.mgt.xboxlive.com", Whole)]
    [InlineData("https://device.mgt.xboxlive.com/registrations/bestv2", "http://device.mgt.xboxlive.com", Whole)]
    [InlineData("https://privileges.xboxlive.com/upsell", XboxLive, Whole)]
    [InlineData("https://privileges.xboxlive.com/", "http://banning.xboxlive.com", Whole)]
    [InlineData("https://treatment.experimentation.xboxlive.com/", "http://experimentation.xboxlive.com/", Whole)]
    [InlineData("https://x.gameservices.xboxlive.com/", "https://gameservices.xboxlive.com/", null)]
    [InlineData("https://gssv-auth-prod.xboxlive.com/", "http://gssv.xboxlive.com/", null)]
    [InlineData("https://playfabapi.com/", "http://playfab.xboxlive.com/", null)]
    [InlineData("https://sisu.xboxlive.com/", "http://sisu.xboxlive.com/", 8192L)]
    [InlineData("https://xrap.xboxlive.com/", "rp://rap.xboxflight.com/", 8192L)]
    public void A_host_has_its_relying_party_and_its_policy(string target, string? relyingParty, long? signed)
    {
        EndpointRule? rule = BundledEndpoints.List.Match(new Uri(target));
        Assert.NotNull(rule);
        Assert.Equal((relyingParty, signed), (rule.RelyingParty, rule.Signer?.Policy.MaxBodyBytes));
    }

    [Theory]
    [InlineData("http://titlehub.xboxlive.com/")]
    [InlineData("https://titlehub.xboxlive.com:8443/")]
    [InlineData("https://titlehub.xboxlive.com.example.test/")]
    [InlineData("https://notxboxlive.com/")]
    [InlineData("https://gamepass.com/")]
    [InlineData("https://a.playfabapi.com/")]
    [InlineData("https://login.live.com/")]
    [InlineData("https://multiplayer.minecraft.net/")]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://xboxlive/")]
    public void A_stranger_has_no_entry(string target) => Assert.Null(BundledEndpoints.List.Match(new Uri(target)));

    [Fact]
    public void The_longest_host_wins_and_then_the_longest_path_wherever_they_stand()
    {
        EndpointList list = new(
        [
            Rule("example.test", "name"), Rule("*.example.test", "wide"), Rule("*.b.example.test", "narrow"), Rule("a.b.example.test", "short", path: "/p"),
            Rule("a.b.example.test", "long", path: "/p/q"), Rule("example.test", "second"), Rule("a.b.example.test", "port", port: 8443),
        ]);
        string? Of(string target) => list.Match(new Uri(target))?.RelyingParty;
        Assert.Equal(
            (string?[])["name", "wide", "narrow", "narrow", "short", "long", "port"],
            (string?[])[
                Of("https://example.test/"), Of("https://b.example.test/"), Of("https://c.a.b.example.test/"), Of("https://a.b.example.test/other"),
                Of("https://a.b.example.test/p/r"), Of("https://a.b.example.test/p/q/s"), Of("https://a.b.example.test:8443/p"),
            ]);
    }

    [Fact]
    public void A_network_is_for_addresses_and_the_narrower_one_wins()
    {
        EndpointList list = new([Network("192.0.2.0/24", "wide"), Network("192.0.2.8/32", "narrow"), Network("2001:db8::/32", "six")]);
        string? Of(string target) => list.Match(new Uri(target))?.RelyingParty;
        Assert.Equal(
            (string?[])["wide", "narrow", "six", null, null],
            (string?[])[Of("https://192.0.2.1/"), Of("https://192.0.2.8/"), Of("https://[2001:db8::1]/"), Of("https://198.51.100.1/"), Of("https://example.test/")]);
    }

    [Fact]
    public void What_is_bundled_keeps_to_the_rule_for_what_is_fetched() =>
        Assert.All(
            BundledEndpoints.Rules.Where(static rule => rule.RelyingParty is not null),
            static rule => Assert.True(rule.Scheme == "https" && TrustedDomains.Allows(rule.RelyingParty!, rule.Host), rule.Host));

    private static EndpointRule Rule(string host, string relyingParty, string path = "", int port = 443) => new()
    {
        Scheme = "https",
        Kind = host[0] == '*' ? EndpointHostKind.Below : EndpointHostKind.Name,
        Host = host[0] == '*' ? host[2..] : host,
        Port = port,
        Path = path,
        RelyingParty = relyingParty,
    };

    private static EndpointRule Network(string network, string relyingParty) =>
        new() { Scheme = "https", Kind = EndpointHostKind.Network, Host = network, Port = 443, RelyingParty = relyingParty };
}
