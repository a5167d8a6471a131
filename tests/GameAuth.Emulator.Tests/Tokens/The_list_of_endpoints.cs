using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Tokens;

public sealed class The_list_of_endpoints : EmulatorTest
{
    private const string Target = "/titles/default/endpoints?type=1";

    [Fact]
    public async Task Is_public_and_unsigned()
    {
        WireAnswer answer = await GetAsync(Target);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        EmulatorEvent logged = Emulator.Log.Of("titlemgt.endpoints").Single();
        Assert.Equal(("title.mgt.xboxlive.com", SignatureVerdict.Absent, "1"), (logged.Host, logged.Signature, logged.ContractVersion));
    }

    [Fact]
    public async Task Has_two_signing_policies_and_every_index_points_to_one()
    {
        JsonNode list = (await GetAsync(Target)).Json;

        JsonArray policies = list["SignaturePolicies"]!.AsArray();
        Assert.Equal([8192, 4294967295], policies.Select(one => one!["MaxBodyBytes"]!.GetValue<long>()));
        Assert.All(policies, one => Assert.Equal((1, "ES256"), (one!["Version"]!.GetValue<int>(), one["SupportedAlgorithms"]![0]!.GetValue<string>())));
        Assert.All(
            list["EndPoints"]!.AsArray().Select(one => one!["SignaturePolicyIndex"]).OfType<JsonNode>(),
            index => Assert.InRange(index.GetValue<int>(), 0, policies.Count - 1));
        Assert.Equal((JsonValueKind.Array, JsonValueKind.Array), (list["Certs"]!.GetValueKind(), list["RootCerts"]!.GetValueKind()));
    }

    [Theory]
    [InlineData("https", "*.xboxlive.com", "wildcard", null, "http://xboxlive.com", 0)]
    [InlineData("http", "*.xboxlive.com", "wildcard", null, null, null)]
    [InlineData("https", "sisu.xboxlive.com", "fqdn", null, "http://sisu.xboxlive.com/", 0)]
    [InlineData("https", "accounts.xboxlive.com", "fqdn", null, "http://accounts.xboxlive.com", 0)]
    [InlineData("https", "settings.xboxlive.com", "fqdn", null, "http://xboxlive.com", 1)]
    [InlineData("https", "data-vef.xboxlive.com", "fqdn", null, "http://data-vef.xboxlive.com", 1)]
    [InlineData("https", "instance.mgt.xboxlive.com", "fqdn", null, "http://instance.mgt.xboxlive.com", 1)]
    [InlineData("https", "device.mgt.xboxlive.com", "fqdn", null, "http://device.mgt.xboxlive.com", 1)]
    [InlineData("https", "device.mgt.xboxlive.com", "fqdn", "/registrations/bestv", "http://bestv.device.mgt.xboxlive.com", 1)]
    [InlineData("https", "privileges.xboxlive.com", "fqdn", null, "http://banning.xboxlive.com", 1)]
    [InlineData("https", "privileges.xboxlive.com", "fqdn", "/upsell", "http://xboxlive.com", 1)]
    [InlineData("https", "*.experimentation.xboxlive.com", "wildcard", null, "http://experimentation.xboxlive.com/", 1)]
    [InlineData("https", "user.mgt.xboxlive.com", "fqdn", null, "http://accounts.xboxlive.com", null)]
    [InlineData("https", "*.ui.xboxlive.com", "wildcard", null, null, null)]
    [InlineData("https", "xrap.xboxlive.com", "fqdn", null, "rp://rap.xboxflight.com/", 0)]
    [InlineData("https", "192.0.2.0/24", "cidr", null, "http://xboxlive.com", null)]
    public async Task Says_of_a_host_its_kind_audience_and_policy(string protocol, string host, string type, string? path, string? relyingParty, int? policy)
    {
        JsonNode list = (await GetAsync(Target)).Json;

        JsonNode endpoint = list["EndPoints"]!.AsArray().Single(one =>
            one!["Host"]!.GetValue<string>() == host && one["Protocol"]!.GetValue<string>() == protocol && one["Path"]?.GetValue<string>() == path)!;
        Assert.Equal((type, relyingParty), (endpoint["HostType"]!.GetValue<string>(), endpoint["RelyingParty"]?.GetValue<string>()));
        Assert.Equal(relyingParty is null ? null : "JWT", endpoint["TokenType"]?.GetValue<string>());
        Assert.Equal(policy, endpoint["SignaturePolicyIndex"]?.GetValue<int>());
    }

    [Fact]
    public async Task Names_no_relying_party_that_xsts_refuses()
    {
        string ticket = "t=" + (await Client.SignInAsync())["access_token"];
        string user = (await Client.UserAsync(ticket))["Token"];
        string[] parties = [.. (await GetAsync(Target)).Json["EndPoints"]!.AsArray().Select(one => one!["RelyingParty"]?.GetValue<string>()).OfType<string>().Distinct()];

        foreach (string party in parties)
        {
            Assert.Equal((party, HttpStatusCode.OK), (party, (await Client.XstsAsync(XboxFlow.XstsBody(user, relyingParty: party))).Status));
        }
    }

    [Theory]
    [InlineData("/titles/default/endpoints", "1", HttpStatusCode.BadRequest)]
    [InlineData("/titles/default/endpoints?type=2", "1", HttpStatusCode.BadRequest)]
    [InlineData(Target, "2", HttpStatusCode.BadRequest)]
    [InlineData(Target, null, HttpStatusCode.BadRequest)]
    [InlineData("/titles/current/endpoints?type=1", "1", HttpStatusCode.NotImplemented)]
    public async Task Is_not_given_to_another_request(string target, string? contract, HttpStatusCode expected) =>
        Assert.Equal(expected, (await GetAsync(target, contract)).Status);

    private Task<WireAnswer> GetAsync(string target, string? contract = "1")
    {
        HttpRequestMessage request = new(HttpMethod.Get, Client.Address("title.mgt.xboxlive.com", target));
        if (contract is not null) { request.Headers.Add("x-xbl-contract-version", contract); }
        return Client.SendAsync(request);
    }
}
