using System.Collections.Frozen;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>The domains that tokens may go to by a list that came over the wire: those of the bundled list, whatever that one says.</summary>
internal static class TrustedDomains
{
    private const int MaxRelyingParty = 256;

    // Each belongs to Microsoft as a whole, and has hosts in the bundled list.
    private static readonly string[] Domains = ["xboxlive.com", "xboxservices.com", "gamepass.com", "playfabapi.com", "mp.microsoft.com", "account.microsoft.com"];

    private static readonly FrozenSet<(string RelyingParty, string Domain)> Known = BundledEndpoints.Rules
        .Where(static rule => rule.RelyingParty is not null)
        .Select(static rule => (rule.RelyingParty!, DomainOf(rule.Host)!))
        .ToFrozenSet();

    /// <summary>Whether a host is in one of the domains.</summary>
    public static bool Contains(string host) => DomainOf(host) is not null;

    /// <summary>
    /// Whether a relying party's token may go to a host: to the domains that the bundled list sends it to, or to the domain that it is named after. So a list cannot
    /// send the token of one service to the hosts of another domain, and a token for Minecraft goes to no host of a list.
    /// </summary>
    public static bool Allows(string relyingParty, string host) =>
        DomainOf(host) is { } domain
        && relyingParty.Length <= MaxRelyingParty
        && XboxArguments.IsPrintable(relyingParty)
        && (Known.Contains((relyingParty, domain))
            || (Uri.TryCreate(relyingParty, UriKind.Absolute, out Uri? name) && string.Equals(DomainOf(name.IdnHost), domain, StringComparison.Ordinal)));

    /// <summary>Whether a host is a domain itself or below it.</summary>
    public static bool IsWithin(string host, string domain) =>
        host.EndsWith(domain, StringComparison.OrdinalIgnoreCase) && (host.Length == domain.Length || host[host.Length - domain.Length - 1] == '.');

    private static string? DomainOf(string host) => Array.Find(Domains, domain => IsWithin(host, domain));
}

/// <summary>A relying party that the application named, and the hosts that its token goes to: all of xboxlive.com for one of its, else the host that it names, and those below. Immutable.</summary>
internal sealed class NamedRelyingParty
{
    private const string XboxLive = "xboxlive.com";

    private readonly string _domain;

    /// <exception cref="GameAuthConfigurationException">It has no host.</exception>
    public NamedRelyingParty(string name)
    {
        Name = name;
        string host = Uri.TryCreate(name, UriKind.Absolute, out Uri? uri) && uri.Host.Length > 0
            ? uri.IdnHost
            : throw new GameAuthConfigurationException(
                $"xbox: '{ServerText.Clean(name)}' is no relying party: it has no host, so that there is none that its token could go to. "
                + $"Leave relyingParty out, so that the target's host decides, or name one such as https://multiplayer.minecraft.net/.")
            { Provider = XboxDefaults.Provider, Step = "add authentication" };
        IsXboxLive = TrustedDomains.IsWithin(host, XboxLive);
        _domain = IsXboxLive ? XboxLive : host;
    }

    public string Name { get; }

    public bool IsXboxLive { get; }

    public bool Covers(Uri target) => target.Scheme == Uri.UriSchemeHttps && TrustedDomains.IsWithin(target.IdnHost, _domain);
}
