namespace GameAuth.Emulator.Xbox;

/// <summary>An entry of the list of endpoints. Without a relying party no token goes there; without a policy nothing is signed.</summary>
internal sealed record PublicEndpoint(
    string Host, string? RelyingParty, int? Policy = null, string HostType = "fqdn", string? Path = null, string Protocol = "https", int? Port = null)
{
    public static PublicEndpoint Wildcard(string host, string? relyingParty, int? policy = null) => new(host, relyingParty, policy, "wildcard");
}
