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
