using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using GameAuth.Storage;

namespace GameAuth.Server;

/// <summary>
/// Names a player's account at a provider in access tokens without showing it: a keyed hash, so that the end of all sessions of an account hits its access tokens too, and a game that
/// maps subjects of its own keeps the provider's ids to itself. Safe for use from any thread.
/// </summary>
internal sealed class ProviderAccountHash(DerivedKeys keys)
{
    /// <summary>The claim.</summary>
    public const string Claim = "account_hash";

    // 128 bits of the MAC: it finds an account, and proves nothing.
    private const int Length = 16;

    public string Of(string provider, string subject) => Of(keys.Loaded[0], provider, subject);

    /// <summary>The names under each master key: tokens of before a change of it are hit too.</summary>
    public IEnumerable<string> AllOf(string provider, string subject) => keys.Loaded.Select(key => Of(key, provider, subject));

    private static string Of(DerivedKey key, string provider, string subject)
    {
        // A provider's name has no colon, so two pairs never give one text.
        byte[] text = Encoding.UTF8.GetBytes($"{provider}:{subject}");
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key.Bytes, text, mac);
        return Base64Url.EncodeToString(mac[..Length]);
    }
}
