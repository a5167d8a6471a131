using System.Text.Json.Nodes;

namespace GameAuth.Emulator.Xbox;

/// <summary>
/// The default list of endpoints (NSAL): the hosts whose relying party and signing policy are public, and one address range from
/// those reserved for documentation (RFC 5737), so that clients meet all three kinds of host.
/// </summary>
internal static class TitleEndpoints
{
    private const string XboxLive = "http://xboxlive.com";

    /// <summary>Their requests are signed with the whole body.</summary>
    private static readonly string[] WholeBody =
        ["settings.xboxlive.com", "device.mgt.xboxlive.com", "instance.mgt.xboxlive.com", "privileges.xboxlive.com", "data-vef.xboxlive.com"];

    public static JsonObject Default()
    {
        JsonArray endpoints =
        [
            Endpoint("*.xboxlive.com", "wildcard", XboxLive, 0),
            Endpoint("*.experimentation.xboxlive.com", "wildcard", XboxLive, 1),
            Endpoint("sisu.xboxlive.com", "fqdn", XboxLive, 0),
            Endpoint("accounts.xboxlive.com", "fqdn", "http://accounts.xboxlive.com", 0),
            Endpoint("licensing.xboxlive.com", "fqdn", "http://licensing.xboxlive.com", 0),
            .. WholeBody.Select(host => Endpoint(host, "fqdn", XboxLive, 1)),
            Endpoint("192.0.2.0/24", "cidr", XboxLive, null),
        ];
        return new JsonObject
        {
            ["EndPoints"] = endpoints,
            ["SignaturePolicies"] = new JsonArray(Policy(8192), Policy(uint.MaxValue)),
            ["Certs"] = new JsonArray(),
            ["RootCerts"] = new JsonArray(),
            ["Emulated"] = true,
        };
    }

    private static JsonObject Endpoint(string host, string type, string relyingParty, int? policy)
    {
        JsonObject endpoint = new()
        {
            ["Protocol"] = "https", ["Host"] = host, ["HostType"] = type, ["RelyingParty"] = relyingParty, ["TokenType"] = "JWT",
        };
        if (policy is not null) endpoint["SignaturePolicyIndex"] = policy;
        return endpoint;
    }

    private static JsonObject Policy(uint maxBodyBytes) => new()
    {
        ["Version"] = 1, ["SupportedAlgorithms"] = new JsonArray("ES256"), ["MaxBodyBytes"] = maxBodyBytes,
    };
}
