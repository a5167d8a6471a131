using System.Text.Json.Nodes;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Xbox;

/// <summary>title.mgt.xboxlive.com: which hosts take which tokens, and how requests to them are signed. Public and unsigned.</summary>
internal sealed class TitleManagementHost(XboxAuthority authority)
{
    public static EmulatedHost Of(XboxAuthority authority) => new("titlemgt", "title.mgt.xboxlive.com",
        EmulatedRoute.At("GET", "/titles/default/endpoints", XboxSteps.Endpoints, new TitleManagementHost(authority).Endpoints));

    private Reply Endpoints(Exchange exchange)
    {
        if (exchange.Query["type"] is not ["1"]) { return XboxReply.Malformed(exchange, "the query must be type=1"); }
        return exchange.Headers["x-xbl-contract-version"] is ["1"]
            ? Reply.Of(200, TitleEndpoints.Of(authority.Options.TitleEndpoints))
            : XboxReply.Malformed(exchange, "x-xbl-contract-version must be 1");
    }
}

/// <summary>
/// The default list of endpoints (NSAL): what is public of the live one, one address range from those reserved for documentation
/// (RFC 5737), and what a test adds.
/// </summary>
internal static class TitleEndpoints
{
    public static JsonObject Of(IEnumerable<EmulatedTitleEndpoint> added)
    {
        JsonArray endpoints = [.. PublicEndpoints.All.Select(Json)];
        JsonArray policies = [Policy(new EmulatedSignaturePolicy()), Policy(new EmulatedSignaturePolicy { MaxBodyBytes = uint.MaxValue })];
        foreach (EmulatedTitleEndpoint one in added)
        {
            int? policy = null;
            if (one.Policy is { } own)
            {
                policy = policies.Count;
                policies.Add((JsonNode)Policy(own));
            }

            endpoints.Add((JsonNode)Json(new PublicEndpoint(one.Host, one.RelyingParty, policy, one.HostType, one.Path, one.Protocol, one.Port)));
        }

        return new JsonObject
        {
            ["EndPoints"] = endpoints,
            ["SignaturePolicies"] = policies,
            ["Certs"] = new JsonArray(),
            ["RootCerts"] = new JsonArray(),
            ["Emulated"] = true,
        };
    }

    private static JsonObject Json(PublicEndpoint one)
    {
        JsonObject endpoint = new() { ["Protocol"] = one.Protocol, ["Host"] = one.Host, ["HostType"] = one.HostType };
        if (one.Port is { } port) { endpoint["Port"] = port; }
        if (one.Path is { } path) { endpoint["Path"] = path; }
        if (one.RelyingParty is { } party)
        {
            endpoint["RelyingParty"] = party;
            endpoint["TokenType"] = "JWT";
        }

        if (one.Policy is { } policy) { endpoint["SignaturePolicyIndex"] = policy; }
        return endpoint;
    }

    private static JsonObject Policy(EmulatedSignaturePolicy policy)
    {
        JsonObject json = new()
        {
            ["Version"] = policy.Version,
            ["SupportedAlgorithms"] = new JsonArray([.. policy.SupportedAlgorithms.Select(name => JsonValue.Create(name))]),
            ["MaxBodyBytes"] = policy.MaxBodyBytes,
        };
        if (policy.ExtraHeaders.Count > 0) { json["ExtraHeaders"] = new JsonArray([.. policy.ExtraHeaders.Select(name => JsonValue.Create(name))]); }
        return json;
    }
}
