using System.Net;
using System.Security.Cryptography;
using System.Text;
using GameAuth.Storage;

namespace GameAuth.Server;

/// <summary>The keys of the session server by master key: the current one first, then the previous ones, which still check what they made. Safe for use from any thread.</summary>
internal sealed class SessionKeys(KeyDerivation derivation)
{
    private volatile SessionKey[]? _keys;

    /// <summary>Gets the keys; they are derived once. After a failure the next call tries again.</summary>
    /// <exception cref="CredentialStoreException">A master key is not available now.</exception>
    public ValueTask<SessionKey[]> GetAsync(CancellationToken cancellationToken) => _keys is { } known ? new(known) : DeriveAsync(cancellationToken);

    private async ValueTask<SessionKey[]> DeriveAsync(CancellationToken cancellationToken)
    {
        // The purposes never change, since the keys change with them: every session would end.
        IReadOnlyList<DerivedKey> refresh = await derivation.DeriveAsync("session server: refresh token", cancellationToken).ConfigureAwait(false);
        IReadOnlyList<DerivedKey> answer = await derivation.DeriveAsync("session server: first answer", cancellationToken).ConfigureAwait(false);
        IReadOnlyList<DerivedKey> nonce = await derivation.DeriveAsync("session server: exchange nonce", cancellationToken).ConfigureAwait(false);
        IReadOnlyList<DerivedKey> client = await derivation.DeriveAsync("session server: client", cancellationToken).ConfigureAwait(false);
        return _keys = [.. refresh.Select((key, i) => new SessionKey(key.Master.KeyId, key.Bytes, answer[i].Bytes, nonce[i].Bytes, client[i].Bytes))];
    }
}

/// <summary>The keys of one master key, each for one purpose. Immutable; safe for use from any thread.</summary>
internal sealed class SessionKey
{
    public const int IdSize = 4;

    private readonly byte[] _refreshToken;
    private readonly byte[] _firstAnswer;
    private readonly byte[] _nonce;
    private readonly byte[] _client;

    public SessionKey(string masterKeyId, ReadOnlySpan<byte> refreshToken, ReadOnlySpan<byte> firstAnswer, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> client)
    {
        _refreshToken = refreshToken.ToArray();
        _firstAnswer = firstAnswer.ToArray();
        _nonce = nonce.ToArray();
        _client = client.ToArray();
        Id = SHA256.HashData(Encoding.UTF8.GetBytes($"refresh token key {masterKeyId}")).AsMemory(0, IdSize);
    }

    /// <summary>The id of the master key in refresh tokens and sealed answers: 4 bytes of a hash of its public id.</summary>
    public ReadOnlyMemory<byte> Id { get; }

    /// <summary>The key of the MACs of refresh tokens.</summary>
    public ReadOnlySpan<byte> RefreshToken => _refreshToken;

    /// <summary>The key from which the keys of sealed first answers are derived.</summary>
    public ReadOnlySpan<byte> FirstAnswer => _firstAnswer;

    /// <summary>The keyed hash of the nonce of an exchange, as the store knows it.</summary>
    public byte[] HashNonce(string nonce) => HMACSHA256.HashData(_nonce, Encoding.UTF8.GetBytes(nonce));

    /// <summary>The keyed hashes of where a request comes from.</summary>
    public ClientHashes HashClient(RequestSource source) => new(HashNetwork(source.Address), HashUserAgent(source.UserAgent));

    // Of IPv4 the /24 counts, of IPv6 the /48: a phone that gets another address of its provider is in the same place.
    private byte[] HashNetwork(IPAddress? address)
    {
        if (address is null)
        {
            return [];
        }

        byte[] bytes = (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).GetAddressBytes();
        int kept = bytes.Length == 4 ? 3 : 6;
        return HMACSHA256.HashData(_client, (byte[])[(byte)kept, .. bytes.AsSpan(0, kept)]);
    }

    private byte[] HashUserAgent(string? userAgent) => userAgent is null ? [] : HMACSHA256.HashData(_client, (byte[])[0, .. Encoding.UTF8.GetBytes(userAgent)]);
}

/// <summary>Keyed hashes of where a request comes from; none of what is not known.</summary>
/// <param name="Network">Of the client's network.</param>
/// <param name="UserAgent">Of its user agent.</param>
internal sealed record ClientHashes(byte[] Network, byte[] UserAgent)
{
    /// <summary>Whether the last refresh of a family came from the same place.</summary>
    public bool AreThoseOf(SessionFamily family) => family.NetworkHash.Span.SequenceEqual(Network) && family.UserAgentHash.Span.SequenceEqual(UserAgent);
}
