using System.Text.Json.Nodes;

namespace GameAuth.Emulator.Xbox;

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
        if (one.Port is { } port) endpoint["Port"] = port;
        if (one.Path is { } path) endpoint["Path"] = path;
        if (one.RelyingParty is { } party)
        {
            endpoint["RelyingParty"] = party;
            endpoint["TokenType"] = "JWT";
        }

        if (one.Policy is { } policy) endpoint["SignaturePolicyIndex"] = policy;
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
        if (policy.ExtraHeaders.Count > 0) json["ExtraHeaders"] = new JsonArray([.. policy.ExtraHeaders.Select(name => JsonValue.Create(name))]);
        return json;
    }
}
