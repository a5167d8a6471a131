using System.Text.Json;
using System.Text.Json.Nodes;

namespace GameAuth.Xbox.Tests.Endpoints;

/// <summary>What becomes of lists that came over the wire, good, odd and hostile ones.</summary>
public class EndpointListReaderTests
{
    private const string Good = """{"Protocol":"https","Host":"*.xboxlive.com","HostType":"wildcard","RelyingParty":"http://xboxlive.com","TokenType":"JWT","SignaturePolicyIndex":0}""";
    private const string Policy = """{"Version":1,"SupportedAlgorithms":["ES256"],"MaxBodyBytes":8192}""";

    [Fact]
    public void A_list_is_read_with_all_that_it_says_and_more()
    {
        EndpointList list = Read($$"""
            {"EndPoints":[{{Good}},
              {"Protocol":"HTTPS","Host":"Narrow.xboxlive.com","HostType":"FQDN","Port":"8443","Path":"/p","RelyingParty":"http://narrow.xboxlive.com","SignaturePolicyIndex":"1","ServerCertIndex":[0,1],"MinTlsVersion":"1.2","New":{ } }],
             "SignaturePolicies":[{{Policy}},{"Version":2,"SupportedAlgorithms":["XBL","ES256"],"MaxBodyBytes":4294967295,"ExtraHeaders":["X-One"]}],
             "Certs":[{"Thumbprint":"00"}],"RootCerts":["AA=="]}
            """);
        EndpointRule rule = list.Match(new Uri("https://narrow.xboxlive.com:8443/p/1"))!;
        Assert.Equal(("http://narrow.xboxlive.com", 2, uint.MaxValue), (rule.RelyingParty, rule.Signer!.Policy.Version, rule.Signer.Policy.MaxBodyBytes));
        Assert.Equal(["X-One"], rule.Signer.Policy.ExtraHeaders.ToArray());
        Assert.Equal(XboxDefaults.RelyingParty, list.Match(new Uri("https://narrow.xboxlive.com/p/1"))!.RelyingParty);
    }

    [Theory]
    [InlineData("""{"EndPoints":[]}""", "no endpoint")]
    [InlineData("""{"EndPoints":null}""", "no endpoint")]
    [InlineData("{}", "no endpoint")]
    [InlineData("""{"EndPoints":[{"Protocol":"https","Host":"*.ui.xboxlive.com","HostType":"wildcard"}]}""", "no endpoint")]
    [InlineData("""{"EndPoints":[{"Protocol":"https","Host":"example.test","HostType":"fqdn","RelyingParty":"http://xboxlive.com"}]}""", "no endpoint")]
    [InlineData($$"""{"EndPoints":[{{Good}}]}""", "does not have")]
    [InlineData($$"""{"EndPoints":[{{Good}},{"Protocol":"tcp","SignaturePolicyIndex":-1}],"SignaturePolicies":[{{Policy}}]}""", "does not have")]
    [InlineData($$"""{"EndPoints":[{{Good}},{"SignaturePolicyIndex":1}],"SignaturePolicies":[{{Policy}}]}""", "does not have")]
    [InlineData($$"""{"EndPoints":[{{Good}}],"SignaturePolicies":[{"Version":1,"MaxBodyBytes":-1}]}""", "no sense")]
    [InlineData($$"""{"EndPoints":[{{Good}}],"SignaturePolicies":[{"Version":1}]}""", "no sense")]
    [InlineData($$"""{"EndPoints":[{{Good}}],"SignaturePolicies":[{"Version":1,"MaxBodyBytes":1,"ExtraHeaders":["a b"]}]}""", "no sense")]
    [InlineData($$"""{"EndPoints":[{{Good}}],"SignaturePolicies":[{"Version":4294967296,"MaxBodyBytes":1}]}""", "no sense")]
    public void A_list_that_is_none_is_refused_whole(string json, string why)
    {
        Assert.False(EndpointListReader.TryRead(Parse(json), out EndpointList? list, out string? fault));
        Assert.Null(list);
        Assert.Contains(why, fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_that_has_no_end_is_refused()
    {
        EndpointListBody body = Parse($$"""{"EndPoints":[{{Good}}],"SignaturePolicies":[{{Policy}}]}""");
        body.EndPoints = [.. Enumerable.Repeat(body.EndPoints[0], 2049)];
        Assert.False(EndpointListReader.TryRead(body, out _, out string? fault));
        Assert.Contains("more than", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Protocol", "ftp")]
    [InlineData("Protocol", null)]
    [InlineData("Host", null)]
    [InlineData("Host", "")]
    [InlineData("Host", "com")]
    [InlineData("Host", "*.odd.xboxlive.com")]
    [InlineData("Host", "a b.xboxlive.com")]
    [InlineData("Host", "odd*.xboxlive.com")]
    [InlineData("Host", "odd.xboxlive.com/path")]
    [InlineData("HostType", "regex")]
    [InlineData("HostType", null)]
    [InlineData("HostType", "wildcard")]
    [InlineData("HostType", "cidr")]
    [InlineData("Port", "0")]
    [InlineData("Port", "65536")]
    [InlineData("Path", "p")]
    public void An_entry_that_can_not_be_understood_is_left_out(string member, string? value)
    {
        JsonObject entry = JsonNode.Parse("""{"Protocol":"https","Host":"odd.xboxlive.com","HostType":"fqdn","RelyingParty":"http://odd.xboxlive.com"}""")!.AsObject();
        entry[member] = value;
        EndpointList list = Read($$"""{"EndPoints":[{{entry.ToJsonString()}},{{Good}}],"SignaturePolicies":[{{Policy}}]}""");
        Assert.Equal(XboxDefaults.RelyingParty, list.Match(new Uri("https://odd.xboxlive.com/"))!.RelyingParty);
    }

    [Theory]
    [InlineData("example.test", "fqdn", "http://xboxlive.com", "https://example.test/")]
    [InlineData("*.microsoft.com", "wildcard", "http://mp.microsoft.com/", "https://x.microsoft.com/")]
    [InlineData("xboxlive.com.example.test", "fqdn", "http://xboxlive.com", "https://xboxlive.com.example.test/")]
    [InlineData("notxboxlive.com", "fqdn", "http://xboxlive.com", "https://notxboxlive.com/")]
    [InlineData("192.0.2.0/24", "cidr", "http://xboxlive.com", "https://192.0.2.1/")]
    [InlineData("a.playfabapi.com", "fqdn", "http://xboxlive.com", "https://a.playfabapi.com/")]
    [InlineData("a.mp.microsoft.com", "fqdn", "http://playfab.xboxlive.com/", "https://a.mp.microsoft.com/")]
    [InlineData("a.xboxlive.com", "fqdn", "rp://api.minecraftservices.com/", "https://a.xboxlive.com/")]
    [InlineData("a.xboxlive.com", "fqdn", "https://multiplayer.minecraft.net/", "https://a.xboxlive.com/")]
    [InlineData("a.xboxlive.com", "fqdn", "nonsense", "https://a.xboxlive.com/")]
    [InlineData("a.xboxlive.com", "fqdn", "http://xboxlive.com\r\nX: 1", "https://a.xboxlive.com/")]
    public void A_hostile_entry_sends_no_token_and_lets_no_wider_one_do_it(string host, string hostType, string relyingParty, string target)
    {
        string entry = JsonSerializer.Serialize(new { Protocol = "https", Host = host, HostType = hostType, RelyingParty = relyingParty, SignaturePolicyIndex = 0 });
        EndpointRule? rule = Read($$"""{"EndPoints":[{{entry}},{{Good}}],"SignaturePolicies":[{{Policy}}]}""").Match(new Uri(target));
        Assert.NotNull(rule);
        Assert.Equal((null, null), (rule.RelyingParty, rule.Signer));
    }

    [Fact]
    public void An_http_entry_sends_no_token()
    {
        EndpointList list = Read($$"""{"EndPoints":[{{Good.Replace("\"https\"", "\"http\"", StringComparison.Ordinal)}},{{Good}}],"SignaturePolicies":[{{Policy}}]}""");
        Assert.Null(list.Match(new Uri("http://titlehub.xboxlive.com/"))!.RelyingParty);
        Assert.NotNull(list.Match(new Uri("https://titlehub.xboxlive.com/"))!.RelyingParty);
    }

    [Theory]
    [InlineData("a.playfabapi.com", "http://playfab.xboxlive.com/")]
    [InlineData("a.gamepass.com", "http://xboxlive.com")]
    [InlineData("new.xboxlive.com", "rp://new.xboxlive.com/")]
    [InlineData("new.mp.microsoft.com", "http://mp.microsoft.com/")]
    public void A_new_host_of_a_known_domain_may_have_the_tokens_of_that_domain(string host, string relyingParty)
    {
        string entry = JsonSerializer.Serialize(new { Protocol = "https", Host = host, HostType = "fqdn", RelyingParty = relyingParty });
        Assert.Equal(relyingParty, Read($$"""{"EndPoints":[{{entry}}]}""").Match(new Uri($"https://{host}/"))!.RelyingParty);
    }

    [Fact]
    public void A_policy_for_another_algorithm_signs_nothing_here()
    {
        EndpointList list = Read($$"""{"EndPoints":[{{Good}}],"SignaturePolicies":[{{Policy.Replace("ES256", "DPoP", StringComparison.Ordinal)}}]}""");
        EndpointRule rule = list.Match(new Uri("https://titlehub.xboxlive.com/"))!;
        Assert.Equal((XboxDefaults.RelyingParty, null), (rule.RelyingParty, rule.Signer));
    }

    private static EndpointListBody Parse(string json) => JsonSerializer.Deserialize(json, XboxJson.Default.EndpointListBody)!;

    private static EndpointList Read(string json)
    {
        Assert.True(EndpointListReader.TryRead(Parse(json), out EndpointList? list, out string? fault), fault);
        return list;
    }
}
