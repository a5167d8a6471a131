using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>Makes a list of what came over the wire, or says what is wrong with it.</summary>
internal static class EndpointListReader
{
    private const int MaxEntries = 2048;
    private const int MaxPolicies = 64;
    private const int MaxPath = 1024;
    private const string Star = "*.";
    private const string Algorithm = "ES256";

    /// <summary>An entry that cannot be understood is left out; one that asks for too much keeps its hosts and gets no token.</summary>
    /// <param name="body">What came.</param>
    /// <param name="list">The list.</param>
    /// <param name="fault">Else what is wrong with the whole, to follow "the answer".</param>
    /// <returns>Whether it is a list to go by.</returns>
    public static bool TryRead(EndpointListBody body, [NotNullWhen(true)] out EndpointList? list, [NotNullWhen(false)] out string? fault)
    {
        list = null;
        fault = Fault(body);
        if (fault is not null)
        {
            return false;
        }

        XboxRequestSigner?[] signers = [.. body.SignaturePolicies.Select(static policy => TryReadPolicy(policy, out XboxRequestSigner? signer) ? signer : null)];
        EndpointRule[] rules = [.. body.EndPoints.Select(entry => ReadRule(entry, SignerOf(entry, signers))).OfType<EndpointRule>()];
        if (!rules.Any(static rule => rule.RelyingParty is not null))
        {
            fault = "names no endpoint that a token may go to";
            return false;
        }

        list = new EndpointList(rules);
        return true;
    }

    private static string? Fault(EndpointListBody body)
    {
        if (body.EndPoints.Count > MaxEntries || body.SignaturePolicies.Count > MaxPolicies)
        {
            return $"has more than {MaxEntries} endpoints or {MaxPolicies} signature policies";
        }

        foreach (long index in body.EndPoints.Select(static entry => entry.SignaturePolicyIndex).OfType<long>())
        {
            if (index < 0 || index >= body.SignaturePolicies.Count)
            {
                return "names a signature policy that it does not have";
            }

            if (!TryReadPolicy(body.SignaturePolicies[(int)index], out _))
            {
                return "has a signature policy that makes no sense";
            }
        }

        return null;
    }

    private static XboxRequestSigner? SignerOf(EndpointBody entry, XboxRequestSigner?[] signers) =>
        entry.SignaturePolicyIndex is { } index ? signers[index] : null;

    /// <summary>The rule; null for an entry that cannot be understood.</summary>
    private static EndpointRule? ReadRule(EndpointBody entry, XboxRequestSigner? signer)
    {
        if (SchemeOf(entry.Protocol) is not { } scheme || entry.Port is < 1 or > 65535 || HostOf(entry) is not (EndpointHostKind kind, string host) || PathOf(entry.Path) is not { } path)
        {
            return null;
        }

        // The entry stays without a token: if it were dropped, a wider entry would match its hosts and send them one.
        bool mayHaveToken = scheme == Uri.UriSchemeHttps && kind is not EndpointHostKind.Network
            && !string.IsNullOrEmpty(entry.RelyingParty) && TrustedDomains.Allows(entry.RelyingParty, host);
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

    /// <summary>Reads a policy; one that wants other algorithms makes sense and has no signer here.</summary>
    private static bool TryReadPolicy(SignaturePolicyBody body, out XboxRequestSigner? signer)
    {
        signer = null;
        if (body is not { Version: >= 0 and <= int.MaxValue, MaxBodyBytes: >= 0 } || !body.ExtraHeaders.All(IsHeader))
        {
            return false;
        }

        if (body.SupportedAlgorithms.Count == 0 || body.SupportedAlgorithms.Contains(Algorithm, StringComparer.Ordinal))
        {
            signer = new XboxRequestSigner(new XboxSignaturePolicy
            {
                Version = (int)body.Version.Value,
                MaxBodyBytes = body.MaxBodyBytes.Value,
                ExtraHeaders = [.. body.ExtraHeaders],
            });
        }

        return true;
    }

    private static bool IsHeader(string name) => name.Length is > 0 and <= 64 && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}

/// <summary>The answer of <c>/titles/default/endpoints</c>, contract version 1. Its certificates are not read: TLS is judged by this machine's own.</summary>
internal sealed class EndpointListBody
{
    [JsonPropertyName("EndPoints"), JsonConverter(typeof(WireListConverter<EndpointBody>))]
    public IReadOnlyList<EndpointBody> EndPoints { get; set; } = [];

    [JsonPropertyName("SignaturePolicies"), JsonConverter(typeof(WireListConverter<SignaturePolicyBody>))]
    public IReadOnlyList<SignaturePolicyBody> SignaturePolicies { get; set; } = [];
}

/// <summary>One of <c>EndPoints</c>.</summary>
internal sealed class EndpointBody
{
    [JsonPropertyName("Protocol")]
    public string? Protocol { get; set; }

    [JsonPropertyName("Host")]
    public string? Host { get; set; }

    [JsonPropertyName("HostType")]
    public string? HostType { get; set; }

    [JsonPropertyName("Port"), JsonConverter(typeof(WireInt64Converter))]
    public long? Port { get; set; }

    [JsonPropertyName("Path")]
    public string? Path { get; set; }

    [JsonPropertyName("RelyingParty")]
    public string? RelyingParty { get; set; }

    [JsonPropertyName("SignaturePolicyIndex"), JsonConverter(typeof(WireInt64Converter))]
    public long? SignaturePolicyIndex { get; set; }
}

/// <summary>One of <c>SignaturePolicies</c>.</summary>
internal sealed class SignaturePolicyBody
{
    [JsonPropertyName("Version"), JsonConverter(typeof(WireInt64Converter))]
    public long? Version { get; set; }

    [JsonPropertyName("SupportedAlgorithms"), JsonConverter(typeof(WireListConverter<string>))]
    public IReadOnlyList<string> SupportedAlgorithms { get; set; } = [];

    [JsonPropertyName("MaxBodyBytes"), JsonConverter(typeof(WireInt64Converter))]
    public long? MaxBodyBytes { get; set; }

    [JsonPropertyName("ExtraHeaders"), JsonConverter(typeof(WireListConverter<string>))]
    public IReadOnlyList<string> ExtraHeaders { get; set; } = [];
}
