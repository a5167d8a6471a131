using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using GameAuth.Jose;

namespace GameAuth.Server;

/// <summary>
/// A challenge to a socket that has presented an access token: a nonce for 30 seconds and one answer. Where the session is bound to a key, the answer is a DPoP
/// proof with that nonce and the token's hash; else it is a hash over both, which shows that whoever answers has the token and is there now. Prints nothing.
/// </summary>
internal sealed class RealtimeChallenge
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

    private static readonly DpopRules Rules = new() { CheckIssuedAt = false };

    private readonly byte[] _key;

    /// <summary>Makes one.</summary>
    /// <param name="text">The access token as it came.</param>
    /// <param name="token">What it says.</param>
    /// <param name="key">The thumbprint of the session's key; none where it is not bound.</param>
    /// <param name="timestamp">The timestamp of now.</param>
    public RealtimeChallenge(string text, ValidatedToken token, ReadOnlySpan<byte> key, long timestamp)
    {
        (AccessToken, Token, _key, Timestamp) = (text, token, key.ToArray(), timestamp);
        Nonce = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
    }

    public string Nonce { get; }

    public string AccessToken { get; }

    public ValidatedToken Token { get; }

    public long Timestamp { get; }

    /// <summary>Whether the answer must be a DPoP proof.</summary>
    public bool IsBound => _key.Length > 0;

    /// <summary>Judges an answer.</summary>
    /// <param name="dpop">The proof; null where none came.</param>
    /// <param name="hash">The hash; null where none came.</param>
    /// <param name="addresses">The socket's addresses as clients write them, with https.</param>
    /// <param name="now">The time, which does not matter here.</param>
    /// <returns>Why it is refused; null where it is right.</returns>
    public AuthError? Check(string? dpop, string? hash, IEnumerable<Uri> addresses, DateTimeOffset now)
    {
        if (!IsBound)
        {
            return hash is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(hash), Encoding.UTF8.GetBytes(HashOf(Nonce, AccessToken)))
                ? null
                : AuthError.TokenInvalid with { Message = "The challenge was not answered by the hash of its nonce and the access token." };
        }

        bool isRight = dpop is not null && DpopProof.TryRead(dpop, out DpopProof? proof) == JwsError.None
            && Rules.Check(proof!, new DpopRequest("GET", addresses).WithAccessToken(AccessToken), now) == JwsError.None
            && proof!.Nonce == Nonce && proof.ThumbprintBytes.SequenceEqual(_key);
        return isRight ? null : AuthError.InvalidDpopProof with { Message = "The challenge was not answered by a DPoP proof of the session's key with its nonce." };
    }

    /// <summary>The base64url of the SHA-256 of <c>nonce.token</c>.</summary>
    internal static string HashOf(string nonce, string accessToken) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes($"{nonce}.{accessToken}")));

    /// <summary>Neither the nonce nor the token.</summary>
    /// <returns>A word.</returns>
    public override string ToString() => "[challenge]";
}
