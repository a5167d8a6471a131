using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace GameAuth.Server;

/// <summary>The names of rooms, and the hashes that stand for them, for players and for connections in the store.</summary>
/// <remarks>The hashes have no key: nodes agree on them whatever their master keys, and the store holds subjects in the clear beside them.</remarks>
internal static class RoomNames
{
    public const int Longest = 128;

    public const string Fault = "A room's name has 1 to 128 characters of A-Z a-z 0-9 - . _ ~ : and is neither \".\" nor \"..\".";

    // The unreserved characters of RFC 3986, and the colon, which needs no escape in a path either.
    private static readonly SearchValues<char> Characters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:");

    public static bool IsRight(string? room) => room is { Length: > 0 and <= Longest } and not ("." or "..") && !room.AsSpan().ContainsAnyExcept(Characters);

    public static byte[] HashOfRoom(string room) => Hash("room", room);

    public static byte[] HashOfPlayer(string subject) => Hash("player", subject);

    /// <summary>The place of one connection of a player in a room.</summary>
    public static byte[] HashOfPlace(string room, string subject, string connection) => SHA256.HashData((byte[])[.. HashOfRoom(room), .. HashOfPlayer(subject), .. Hash("connection", connection)]);

    /// <summary>What an entry of the log says whose access has changed: a hash for each, none for all.</summary>
    public static string ChangeOf(string? room, string? subject) =>
        $"{(room is null ? "" : Base64Url.EncodeToString(HashOfRoom(room)))}.{(subject is null ? "" : Base64Url.EncodeToString(HashOfPlayer(subject)))}";

    private static byte[] Hash(string kind, string text) => SHA256.HashData((byte[])[.. Encoding.UTF8.GetBytes(kind), 0, .. Encoding.UTF8.GetBytes(text)]);
}
