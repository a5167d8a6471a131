using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using GameAuth.Emulator.AuthorizationServer;
using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Hytale.Keys;

namespace GameAuth.Emulator.Hytale.Sessions;

/// <summary>GET /.well-known/jwks.json of the sessions host, honest or hostile, with a validator and an age (RFC 9110 section 13.1.2, RFC 9111).</summary>
internal sealed class JwksEndpoint(HytaleAuthority authority)
{
    public const string SmallOrderKid = "emulator-small-order";
    private const int Many = 40;
    private const int HugePadding = 100 * 1024;

    public Reply Show(Exchange exchange)
    {
        if (KeySet(authority.JwksTrick, authority.Keys) is not { } set) { return new Reply(200) { Bytes = Encoding.UTF8.GetBytes("keys: soon") }; }
        string tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(JsonText.Write(set).Span).AsSpan(0, 8))}\"";
        bool known = exchange.Headers.IfNoneMatch.ToString().Split(',', StringSplitOptions.TrimEntries).Contains(tag);
        Reply reply = known ? Reply.Empty(304) : Reply.Of(200, set);
        return reply.With("ETag", tag).With("Cache-Control", Age(authority.Options.JwksMaxAge));
    }

    private static string Age(TimeSpan age) =>
        age > TimeSpan.Zero ? string.Create(CultureInfo.InvariantCulture, $"public, max-age={(long)age.TotalSeconds}") : "no-cache";

    /// <summary>The keys as published, but for one thing; null where the answer is no key set at all.</summary>
    private static JsonObject? KeySet(HytaleJwksTrick trick, SessionKeys keys)
    {
        List<JsonObject> published = [.. keys.Published.Select(key => key.Jwk)];
        JsonObject current = published.First(key => key["kid"]!.GetValue<string>() == keys.Current.Kid);
        switch (trick)
        {
            case HytaleJwksTrick.DuplicateKid:
                published.Add(SessionKey.JwkOf(keys.Current.Kid, Stranger()));
                break;
            case HytaleJwksTrick.SmallOrder:
                // The neutral element: (0, 1).
                published.Add(SessionKey.JwkOf(SmallOrderKid, [1, .. new byte[31]]));
                break;
            case HytaleJwksTrick.NonCanonical:
                // y = p + 1, the neutral element again, but not in its only encoding.
                published.Add(SessionKey.JwkOf(SmallOrderKid, [0xEE, .. Enumerable.Repeat((byte)0xFF, 30), 0x7F]));
                break;
            case HytaleJwksTrick.PrivateMember:
                current["d"] = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
                break;
            case HytaleJwksTrick.WrongCurve:
                current["crv"] = "Ed448";
                break;
            case HytaleJwksTrick.ShortKey:
                current["x"] = Base64Url.EncodeToString(new byte[31]);
                break;
            case HytaleJwksTrick.ForEncryption:
                current["use"] = "enc";
                break;
            case HytaleJwksTrick.NoKid:
                current.Remove("kid");
                break;
            case HytaleJwksTrick.ManyKeys:
                while (published.Count < Many)
                {
                    published.Add(SessionKey.JwkOf(string.Create(CultureInfo.InvariantCulture, $"emulator-stranger-{published.Count}"), Stranger()));
                }

                break;
            case HytaleJwksTrick.Empty:
                published.Clear();
                break;
            case HytaleJwksTrick.NotJson:
                return null;
        }

        JsonObject set = new() { ["keys"] = new JsonArray([.. published]) };
        if (trick is HytaleJwksTrick.Huge) { set["padding"] = new string('x', HugePadding); }
        return set;
    }

    private static byte[] Stranger() => new Ed25519Signer(RandomNumberGenerator.GetBytes(32)).PublicKey;
}
