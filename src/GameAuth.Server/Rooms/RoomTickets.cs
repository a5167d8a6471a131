using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace GameAuth.Server;

/// <summary>Makes and uses the tickets of rooms that want one: bound to the room and to the access token, by a MAC; used once, by the store. Safe for use from any thread.</summary>
/// <remarks>A ticket says when it was made by the store's clock, and is judged by the store's clock: nodes whose clocks differ agree.</remarks>
internal sealed class RoomTickets(DerivedKeys keys, ISessionStore store)
{
    private const int TimeSize = sizeof(long);
    private const int HeadSize = TimeSize + 16;
    private const int Size = HeadSize + HMACSHA256.HashSizeInBytes;

    /// <summary>A ticket of this time.</summary>
    /// <param name="room">The room.</param>
    /// <param name="tokenId">The <c>jti</c> of the access token.</param>
    /// <param name="now">The store's time.</param>
    public Secret Create(string room, string tokenId, DateTimeOffset now)
    {
        byte[] ticket = new byte[Size];
        BinaryPrimitives.WriteInt64BigEndian(ticket, now.ToUnixTimeMilliseconds());
        RandomNumberGenerator.Fill(ticket.AsSpan(TimeSize, HeadSize - TimeSize));
        MacOf(keys.Loaded[0].Bytes, ticket.AsSpan(0, HeadSize), room, tokenId).CopyTo(ticket.AsSpan(HeadSize));
        return new Secret(Base64Url.EncodeToString(ticket));
    }

    /// <summary>Uses a ticket.</summary>
    /// <param name="text">What the client brought; null for nothing.</param>
    /// <param name="room">The room that it wants to join.</param>
    /// <param name="tokenId">The <c>jti</c> of the access token that it joins with.</param>
    /// <param name="now">The store's time.</param>
    /// <param name="cancellationToken">Ends the wait; a use that has begun is finished.</param>
    /// <returns>Whether it is good, and was used for the first time.</returns>
    /// <exception cref="SessionStoreException">Nobody knows whether it was used.</exception>
    public async ValueTask<bool> UseAsync(string? text, string room, string tokenId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        byte[] ticket = new byte[Size];
        if (text?.Length != Base64Url.GetEncodedLength(Size) || Base64Url.DecodeFromChars(text, ticket, out _, out int written) != OperationStatus.Done || written != Size
            || !IsOurs(ticket, room, tokenId))
        {
            return false;
        }

        // A store that was set back may be before the time of the ticket, and then does not know whether it was used.
        long age = now.ToUnixTimeMilliseconds() - BinaryPrimitives.ReadInt64BigEndian(ticket);
        return age >= 0 && age < (long)IRoomGate.TicketLifetime.TotalMilliseconds
            && await store.UseOnceAsync(SHA256.HashData(ticket), IRoomGate.TicketLifetime * 2, cancellationToken).ConfigureAwait(false);
    }

    private bool IsOurs(byte[] ticket, string room, string tokenId)
    {
        bool isOurs = false;
        foreach (Storage.DerivedKey key in keys.Loaded)
        {
            isOurs |= CryptographicOperations.FixedTimeEquals(MacOf(key.Bytes, ticket.AsSpan(0, HeadSize), room, tokenId), ticket.AsSpan(HeadSize));
        }

        return isOurs;
    }

    private static byte[] MacOf(ReadOnlySpan<byte> key, ReadOnlySpan<byte> head, string room, string tokenId) =>
        HMACSHA256.HashData(key, (byte[])[.. head, .. RoomNames.HashOfRoom(room), .. SHA256.HashData(Encoding.UTF8.GetBytes(tokenId))]);
}
