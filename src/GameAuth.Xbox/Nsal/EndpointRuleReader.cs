using System.Net;

namespace GameAuth.Xbox;

/// <summary>Makes a rule of an entry that came over the wire.</summary>
internal static class EndpointRuleReader
{
    private const int MaxPath = 1024;
    private const string Star = "*.";

    /// <summary>The rule; null for an entry that can not be understood.</summary>
    public static EndpointRule? Read(EndpointBody entry, XboxRequestSigner? signer)
    {
        if (SchemeOf(entry.Protocol) is not { } scheme || entry.Port is < 1 or > 65535 || HostOf(entry) is not var (kind, host) || PathOf(entry.Path) is not { } path)
        {
            return null;
        }

        // Else a wider entry would hold for its hosts, and send them what this one was to keep away.
        bool mayHaveToken = scheme == Uri.UriSchemeHttps && kind is not EndpointHostKind.Network
            && !string.IsNullOrEmpty(entry.RelyingParty) && EndpointGuard.Allows(entry.RelyingParty, host);
        return new EndpointRule
        {
            Scheme = scheme,
            Kind = kind,
            Host = host,
            Port = (int)(entry.Port ?? (scheme == Uri.UriSchemeHttps ? 443 : 80)),
            Path = path,
            RelyingParty = mayHaveToken ? entry.RelyingParty : null,
            Signer = mayHaveToken ? signer : null,
        };
    }

    private static string? SchemeOf(string? protocol) =>
        string.Equals(protocol, Uri.UriSchemeHttps, StringComparison.OrdinalIgnoreCase) ? Uri.UriSchemeHttps
        : string.Equals(protocol, Uri.UriSchemeHttp, StringComparison.OrdinalIgnoreCase) ? Uri.UriSchemeHttp
        : null;

    private static (EndpointHostKind Kind, string Host)? HostOf(EndpointBody entry)
    {
        string host = entry.Host ?? "";
        return entry.HostType?.ToUpperInvariant() switch
        {
            "FQDN" when IsName(host) => (EndpointHostKind.Name, host),
            "WILDCARD" when host.StartsWith(Star, StringComparison.Ordinal) && IsName(host[Star.Length..]) => (EndpointHostKind.Below, host[Star.Length..]),
            "CIDR" when IPNetwork.TryParse(host, out _) => (EndpointHostKind.Network, host),
            _ => null,
        };
    }

    private static bool IsName(string host) => host.Length <= 253 && host.Contains('.', StringComparison.Ordinal) && Uri.CheckHostName(host) is UriHostNameType.Dns;

    private static string? PathOf(string? path) => path switch
    {
        null or "" or "/" => "",
        { Length: <= MaxPath } when path[0] == '/' => path,
        _ => null,
    };
}
