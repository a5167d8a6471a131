using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Hytale.Keys;

namespace GameAuth.Emulator.Hytale.Sessions;

/// <summary>GET /.well-known/jwks.json of the sessions host, with a validator and an age (RFC 9110 section 13.1.2, RFC 9111).</summary>
internal sealed class JwksEndpoint(HytaleAuthority authority)
{
    public Reply Show(Exchange exchange)
    {
        if (JwksTricks.Of(authority.JwksTrick, authority.Keys) is not { } set)
            return new Reply(200) { Bytes = Encoding.UTF8.GetBytes("keys: soon") };
        string tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(JsonText.Write(set).Span).AsSpan(0, 8))}\"";
        bool known = exchange.Headers.IfNoneMatch.ToString().Split(',', StringSplitOptions.TrimEntries).Contains(tag);
        Reply reply = known ? Reply.Empty(304) : Reply.Of(200, set);
        return reply.With("ETag", tag).With("Cache-Control", Age(authority.Options.JwksMaxAge));
    }

    private static string Age(TimeSpan age) =>
        age > TimeSpan.Zero ? string.Create(CultureInfo.InvariantCulture, $"public, max-age={(long)age.TotalSeconds}") : "no-cache";
}
