using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace GameAuth.Server;

/// <summary>The hashes of the audit: of players under a key that stays, so that they can be found and erased, and of addresses and user agents under the day's pepper. Safe for use from any thread.</summary>
internal sealed class AuditHashes(DerivedKeys keys, AuditPeppers peppers)
{
    private const byte AddressKind = 1;
    private const byte AgentKind = 2;

    /// <summary>The hash of a player, by his account at the provider, or by his subject where that is all that is known. The default subject is the account, so that both are one then.</summary>
    public byte[] OfAccount(string? provider, string? providerSubject, string? subject) =>
        NameOf(provider, providerSubject, subject) is { } name ? HMACSHA256.HashData(keys.Loaded[0].Bytes, name) : [];

    /// <summary>The same under each master key: rows of before a change of it are found too.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> AllOfAccount(string? provider, string? providerSubject, string? subject) =>
        NameOf(provider, providerSubject, subject) is { } name ? keys.Loaded.Select(key => (ReadOnlyMemory<byte>)HMACSHA256.HashData(key.Bytes, name)) : [];

    /// <summary>A key of the store's counters for an alert.</summary>
    public byte[] OfAlert(string kind, params ReadOnlySpan<byte> about) => HMACSHA256.HashData(keys.Loaded[0].Bytes, (byte[])[.. Encoding.UTF8.GetBytes($"alert {kind}"), 0, .. about]);

    /// <summary>The hash of an address; none of what is not known.</summary>
    public byte[] OfAddress(IPAddress? address) => address is null ? [] : Peppered(AddressKind, (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).GetAddressBytes());

    /// <summary>The hash of a user agent.</summary>
    public byte[] OfAgent(string? agent) => agent is null ? [] : Peppered(AgentKind, Encoding.UTF8.GetBytes(agent));

    /// <summary>A hash as base64url; null for none.</summary>
    public static string? TextOf(ReadOnlyMemory<byte> hash) => hash.IsEmpty ? null : Base64Url.EncodeToString(hash.Span);

    // A provider's name has no colon, so two pairs never give one text.
    private static byte[]? NameOf(string? provider, string? providerSubject, string? subject) =>
        provider is not null && providerSubject is not null ? Encoding.UTF8.GetBytes($"{provider}:{providerSubject}")
        : subject is not null ? Encoding.UTF8.GetBytes(subject)
        : null;

    // Before the first pepper nothing is hashed: an unkeyed hash of an address is the address.
    private byte[] Peppered(byte kind, byte[] value) => peppers.Current is { } pepper ? HMACSHA256.HashData(pepper, (byte[])[kind, .. value]) : [];
}

/// <summary>Where the request of an event came from. It is hashed when somebody reads it, off the path of requests. Prints nothing.</summary>
internal sealed class EventOrigin(RequestSource source, AuditHashes hashes)
{
    private byte[]? _ip;
    private byte[]? _agent;

    public IPAddress? Address => source.Address;

    public ReadOnlyMemory<byte> Ip => _ip ??= hashes.OfAddress(source.Address);

    public ReadOnlyMemory<byte> Agent => _agent ??= hashes.OfAgent(source.UserAgent);

    /// <summary>Never the address.</summary>
    /// <returns>A word.</returns>
    public override string ToString() => "[origin]";
}
