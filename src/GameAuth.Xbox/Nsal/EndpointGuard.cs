using System.Collections.Frozen;

namespace GameAuth.Xbox;

/// <summary>Where a list that came over the wire may send tokens at all: no further than the bundled one, whatever it says.</summary>
internal static class EndpointGuard
{
    private const int MaxRelyingParty = 256;

    // Each belongs to Microsoft as a whole, and has hosts in the bundled list.
    private static readonly string[] Domains = ["xboxlive.com", "xboxservices.com", "gamepass.com", "playfabapi.com", "mp.microsoft.com", "account.microsoft.com"];

    private static readonly FrozenSet<(string RelyingParty, string Domain)> Known = BundledEndpoints.Rules
        .Where(static rule => rule.RelyingParty is not null)
        .Select(static rule => (rule.RelyingParty!, DomainOf(rule.Host)!))
        .ToFrozenSet();

    /// <summary>Whether a host is one that a list may be heard about.</summary>
    public static bool Knows(string host) => DomainOf(host) is not null;

    /// <summary>
    /// Whether a relying party's token may go to a host: to the domains that the bundled list sends it to, or to the domain that it is named after. So a list can not
    /// send the token of one service to the hosts of another domain, and one for Minecraft, say, nowhere.
    /// </summary>
    public static bool Allows(string relyingParty, string host) =>
        DomainOf(host) is { } domain
        && relyingParty.Length <= MaxRelyingParty
        && relyingParty.All(static c => c is > ' ' and <= '~')
        && (Known.Contains((relyingParty, domain))
            || (Uri.TryCreate(relyingParty, UriKind.Absolute, out Uri? name) && string.Equals(DomainOf(name.IdnHost), domain, StringComparison.Ordinal)));

    private static string? DomainOf(string host) => Array.Find(Domains, domain =>
        host.EndsWith(domain, StringComparison.OrdinalIgnoreCase) && (host.Length == domain.Length || host[host.Length - domain.Length - 1] == '.'));
}
