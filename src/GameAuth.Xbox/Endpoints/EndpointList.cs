using System.Collections.Frozen;
using System.Net;

namespace GameAuth.Xbox;

/// <summary>Which relying party's token and which signature go to which host: the title endpoint list (NSAL). Immutable; a look-up allocates nothing.</summary>
internal sealed class EndpointList
{
    private readonly FrozenDictionary<string, EndpointRule[]>.AlternateLookup<ReadOnlySpan<char>> _names;
    private readonly FrozenDictionary<string, EndpointRule[]>.AlternateLookup<ReadOnlySpan<char>> _below;
    private readonly (IPNetwork Network, EndpointRule Rule)[] _networks;

    /// <param name="rules">The entries, in the order of the list: of two for the same, the first holds.</param>
    public EndpointList(IEnumerable<EndpointRule> rules)
    {
        ILookup<EndpointHostKind, EndpointRule> byKind = rules.ToLookup(static rule => rule.Kind);
        _names = ByHost(byKind[EndpointHostKind.Name]);
        _below = ByHost(byKind[EndpointHostKind.Below]);
        _networks =
        [
            .. byKind[EndpointHostKind.Network].Select(static rule => (IPNetwork.Parse(rule.Host), rule))
                .OrderByDescending(static pair => pair.Item1.PrefixLength).ThenByDescending(static pair => pair.rule.Path.Length),
        ];
    }

    /// <summary>The entry of a request; null where no entry is about it.</summary>
    public EndpointRule? Match(Uri target) => Match(target.Scheme, target.IdnHost, target.Port, target.PathAndQuery);

    /// <summary>The entry of a request given by its parts: the longest host that matches, and of its entries the one with the longest path.</summary>
    /// <param name="scheme">In lower case.</param>
    /// <param name="host">The host, in any case.</param>
    /// <param name="port">The port.</param>
    /// <param name="target">Path and query.</param>
    public EndpointRule? Match(string scheme, string host, int port, string target)
    {
        // A name is never shorter than a "*." entry that the same host matches, and further left dots leave longer ones.
        if (Find(_names, host, scheme, port, target) is { } exact)
        {
            return exact;
        }

        for (int dot = host.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = host.IndexOf('.', dot + 1))
        {
            if (Find(_below, host.AsSpan(dot + 1), scheme, port, target) is { } below)
            {
                return below;
            }
        }

        return _networks.Length == 0 ? null : MatchNetwork(scheme, host, port, target);
    }

    private static EndpointRule? Find(
        FrozenDictionary<string, EndpointRule[]>.AlternateLookup<ReadOnlySpan<char>> rules, ReadOnlySpan<char> host, string scheme, int port, string target)
    {
        if (rules.TryGetValue(host, out EndpointRule[]? ofHost))
        {
            foreach (EndpointRule rule in ofHost)
            {
                if (rule.Takes(scheme, port, target))
                {
                    return rule;
                }
            }
        }

        return null;
    }

    private static FrozenDictionary<string, EndpointRule[]>.AlternateLookup<ReadOnlySpan<char>> ByHost(IEnumerable<EndpointRule> rules) => rules
        .GroupBy(static rule => rule.Host, StringComparer.OrdinalIgnoreCase)
        .ToFrozenDictionary(
            static host => host.Key, static host => host.OrderByDescending(static rule => rule.Path.Length).ToArray(), StringComparer.OrdinalIgnoreCase)
        .GetAlternateLookup<ReadOnlySpan<char>>();

    private EndpointRule? MatchNetwork(string scheme, string host, int port, string target)
    {
        if (!IPAddress.TryParse(host, out IPAddress? address))
        {
            return null;
        }

        foreach ((IPNetwork network, EndpointRule rule) in _networks)
        {
            if (network.Contains(address) && rule.Takes(scheme, port, target))
            {
                return rule;
            }
        }

        return null;
    }
}

/// <summary>One entry of an endpoint list: which requests it is about, and what goes on them. Immutable.</summary>
internal sealed class EndpointRule
{
    /// <summary><c>https</c> or <c>http</c>.</summary>
    public required string Scheme { get; init; }

    public required EndpointHostKind Kind { get; init; }

    /// <summary>The name in lower case, what follows <c>*.</c>, or the network.</summary>
    public required string Host { get; init; }

    public required int Port { get; init; }

    /// <summary>The path that the request's has to be or to be below; empty for any.</summary>
    public string Path { get; init; } = "";

    /// <summary>Whom the token is for; null where none goes.</summary>
    public string? RelyingParty { get; init; }

    /// <summary>Signs by the entry's policy; null where requests are not signed.</summary>
    public XboxRequestSigner? Signer { get; init; }

    /// <summary>Whether a request to the rule's host falls under it.</summary>
    public bool Takes(string scheme, int port, ReadOnlySpan<char> target) =>
        port == Port && string.Equals(scheme, Scheme, StringComparison.Ordinal) && (Path.Length == 0 || IsBelow(target));

    // "/upsell" is for "/upsell", "/upsell/x" and "/upsell?x", and not for "/upsells".
    private bool IsBelow(ReadOnlySpan<char> target) =>
        target.StartsWith(Path, StringComparison.Ordinal)
        && (target.Length == Path.Length || Path[^1] == '/' || target[Path.Length] is '/' or '?');
}

/// <summary>What the host of an entry stands for.</summary>
internal enum EndpointHostKind
{
    /// <summary>That host alone.</summary>
    Name,

    /// <summary>Every host below a name, at any depth, but not the name itself.</summary>
    Below,

    /// <summary>Addresses in a network (CIDR).</summary>
    Network,
}

/// <summary>The part of Microsoft's public default list that a player's application calls: Xbox Live, its store, PlayFab and Game Pass.</summary>
/// <remarks>
/// Facts: the list at <c>title.mgt.xboxlive.com/titles/default/endpoints?type=1</c>, contract version 1. Left out are hosts of other companies, of services that have ended,
/// of tests, and of the telemetry and settings of Windows and consoles: no token goes to what is not here.
/// </remarks>
internal static class BundledEndpoints
{
    private const string XboxLive = "http://xboxlive.com";
    private const string Store = "http://mp.microsoft.com/";

    private static readonly XboxRequestSigner Start = new(XboxSignaturePolicy.Default);
    private static readonly XboxRequestSigner Whole = new(new XboxSignaturePolicy { MaxBodyBytes = uint.MaxValue });

    /// <summary>What follows is one line per relying party and policy. After a slash comes a path; a star stands for all hosts below.</summary>
    public static IReadOnlyList<EndpointRule> Rules { get; } =
    [
        .. To(XboxLive, Start, "xboxlive.com", "*.xboxlive.com", "*.gamepass.com"),
        .. To(XboxLive, Whole, "settings.xboxlive.com", "privileges.xboxlive.com/upsell"),
        .. To("http://xlink.xboxlive.com", Start, "xlink.xboxlive.com"),
        .. To("http://music.xboxlive.com", Start, "music.xboxlive.com", "musicdelivery-ssl.xboxlive.com", "cloudcollection-ssl.xboxlive.com"),
        .. To("http://licensing.xboxlive.com", Start, "licensing.xboxlive.com", "inventory.xboxlive.com", "licensing.mp.microsoft.com", "collections.mp.microsoft.com"),
        .. To("http://accounts.xboxlive.com", Start, "accountstroubleshooter.xboxlive.com", "gamertag.xboxlive.com"),
        .. To("http://accounts.xboxlive.com", signer: null, "user.mgt.xboxlive.com"),
        .. To("http://uxservices.xboxlive.com", Start, "help.ui.xboxlive.com"),
        .. To("http://data-vef.xboxlive.com", Whole, "data-vef.xboxlive.com"),
        .. To("http://update.xboxlive.com", Start, "update.xboxlive.com", "updatepc.xboxlive.com", "update-cdn.xboxlive.com", "packages.xboxlive.com", "packagespc.xboxlive.com"),
        .. To("http://instance.mgt.xboxlive.com", Whole, "instance.mgt.xboxlive.com"),
        .. To("http://device.mgt.xboxlive.com", Whole, "device.mgt.xboxlive.com"),
        .. To("http://bestv.device.mgt.xboxlive.com", Whole, "device.mgt.xboxlive.com/registrations/bestv"),
        .. To("http://unlock.device.mgt.xboxlive.com", Whole, "device.mgt.xboxlive.com/devices/current/unlock"),
        .. To("http://xkms.xboxlive.com", Start, "xkms.xboxlive.com"),
        .. To("http://banning.xboxlive.com", Whole, "privileges.xboxlive.com"),
        .. To("http://attestation.xboxlive.com", Whole, "attestation.xboxlive.com"),
        .. To("http://experimentation.xboxlive.com/", Whole, "*.experimentation.xboxlive.com"),
        .. To("http://events.xboxlive.com", signer: null, "vortex-events.xboxlive.com"),
        .. To(Store, signer: null, "*.xboxservices.com", "*.mp.microsoft.com", "account.microsoft.com", "*.account.microsoft.com"),
        .. To("http://xdes.xboxlive.com/", signer: null, "xdes.xboxlive.com"),
        .. To("https://gameservices.xboxlive.com/", signer: null, "*.gameservices.xboxlive.com"),
        .. To("http://gssv.xboxlive.com/", signer: null, "gssv-auth-prod.xboxlive.com", "gssv-auth-strs.xboxlive.com"),
        .. To("http://playfab.xboxlive.com/", signer: null, "playfabapi.com"),
        .. To("http://sisu.xboxlive.com/", Start, "sisu.xboxlive.com", "beta-sisu.xboxlive.com"),
        .. To("http://download-notification.gamepass.com/", Start, "downloadnotifications.xboxlive.com"),
        .. To("http://xflight.xboxlive.com/", Start, "xflight.xboxlive.com"),
        .. To("rp://rap.xboxflight.com/", Start, "xrap.xboxlive.com"),
        .. To("rp://streaming.xboxlive.com/", Start, "streaming.xboxlive.com", "streaming-ppe.xboxlive.com"),
        .. To("rp://support.xboxlive.com/", Start, "*.support.xboxlive.com"),
        .. To("rp://xoobe.xboxlive.com/", Start, "xoobe.xboxlive.com"),
        .. To(relyingParty: null, signer: null, "*.ui.xboxlive.com", "musicimage.xboxlive.com", "assets.xboxservices.com"),
    ];

    public static EndpointList List { get; } = new(Rules);

    private static IEnumerable<EndpointRule> To(string? relyingParty, XboxRequestSigner? signer, params string[] hosts) => hosts.Select(host =>
    {
        int path = host.IndexOf('/', StringComparison.Ordinal);
        string name = path < 0 ? host : host[..path];
        bool isBelow = name[0] == '*';
        return new EndpointRule
        {
            Scheme = Uri.UriSchemeHttps,
            Kind = isBelow ? EndpointHostKind.Below : EndpointHostKind.Name,
            Host = isBelow ? name[2..] : name,
            Port = 443,
            Path = path < 0 ? "" : host[path..],
            RelyingParty = relyingParty,
            Signer = signer,
        };
    });
}
