using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace GameAuth.Server;

/// <summary>Makes and checks the nonces of DPoP proofs (RFC 9449 section 8) without keeping any: a time and a MAC over it. Safe for use from any thread.</summary>
/// <remarks>A nonce is good at every node that has the master key. With a right one the time of the proof is known, whatever the client's clock shows.</remarks>
internal sealed class DpopNonces(DerivedKeys keys, TimeSpan lifetime, TimeSpan clockSkew, TimeProvider time)
{
    // Seconds since 1970, and the first half of the MAC.
    private const int TimeSize = sizeof(long);
    private const int MacSize = 16;
    private const int Size = TimeSize + MacSize;

    /// <summary>How long a nonce can be used at all, whichever node's clock made it.</summary>
    public TimeSpan Longest => lifetime + clockSkew;

    private static ReadOnlySpan<byte> Label => "gameauth dpop nonce"u8;

    /// <summary>A nonce of this second.</summary>
    public string Create()
    {
        Span<byte> nonce = stackalloc byte[Size];
        BinaryPrimitives.WriteInt64BigEndian(nonce, time.GetUtcNow().ToUnixTimeSeconds());
        Authenticate(keys.Loaded[0].Bytes, nonce[..TimeSize], nonce[TimeSize..]);
        return Base64Url.EncodeToString(nonce);
    }

    /// <summary>Judges a nonce.</summary>
    /// <param name="nonce">What a proof says; null for none.</param>
    /// <param name="isOld">Whether it is in its last half, so that the client should get another one.</param>
    /// <returns>Whether this server made it, and it has not ended.</returns>
    public bool IsRight(string? nonce, out bool isOld)
    {
        isOld = true;
        Span<byte> bytes = stackalloc byte[Size];
        if (nonce?.Length != Base64Url.GetEncodedLength(Size) || Base64Url.DecodeFromChars(nonce, bytes, out _, out int written) != OperationStatus.Done || written != Size)
        {
            return false;
        }

        bool isOurs = false;
        Span<byte> mac = stackalloc byte[MacSize];
        foreach (Storage.DerivedKey key in keys.Loaded)
        {
            Authenticate(key.Bytes, bytes[..TimeSize], mac);
            isOurs |= CryptographicOperations.FixedTimeEquals(mac, bytes[TimeSize..]);
        }

        // A time of the future is that of a node whose clock is ahead.
        TimeSpan age = isOurs ? time.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadInt64BigEndian(bytes)) : TimeSpan.MaxValue;
        isOld = age >= lifetime / 2;
        return age < lifetime && age >= -clockSkew;
    }

    private static void Authenticate(ReadOnlySpan<byte> key, ReadOnlySpan<byte> issuedAt, Span<byte> half)
    {
        Span<byte> message = stackalloc byte[Label.Length + TimeSize];
        Label.CopyTo(message);
        issuedAt.CopyTo(message[Label.Length..]);
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, message, mac);
        mac[..MacSize].CopyTo(half);
    }
}
