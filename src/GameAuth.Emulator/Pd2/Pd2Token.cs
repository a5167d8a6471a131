using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using GameAuth.Emulator.AuthorizationServer;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Pd2;

internal sealed class Pd2Token : IssuedToken
{
    public required Pd2TokenKind Kind { get; init; }

    public required EmulatedPd2Player Player { get; init; }

    /// <summary>The sign-in that an OAuth token descends from.</summary>
    public TokenFamily<EmulatedPd2Player>? Family { get; init; }

    public override string KindName => Kind switch { Pd2TokenKind.Website => "pd2_website", Pd2TokenKind.Access => "pd2_access", _ => "pd2_refresh" };

    public bool IsGood(DateTimeOffset now) => !IsExpired(now) && Family is not { IsRevoked: true };
}

/// <summary>Ids and times as the service writes them.</summary>
internal static class Pd2Text
{
    /// <summary>Twenty-four hexadecimal digits, the same in every run.</summary>
    public static string IdOf(string seed) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(seed)))[..24];

    public static string NewId() => RandomNumberGenerator.GetHexString(24, lowercase: true);

    public static string NewToken() => "EMULATOR-" + RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", 34);

    /// <summary>Milliseconds, always three digits.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}

/// <summary>Where a website token came that has no business there. Not thread safe: the emulator serializes access.</summary>
internal sealed class Pd2TokenWatch(TokenRegistry<Pd2Token> tokens)
{
    /// <summary>What every website token begins with: the header of a JWT with HS256.</summary>
    private static readonly byte[] Marker = Encoding.ASCII.GetBytes("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.");

    private static readonly SearchValues<byte> TokenBytes = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."u8);

    public List<string> Sightings { get; } = [];

    /// <summary>Looks at the address and the headers of a request.</summary>
    public void Look(Exchange exchange, string step)
    {
        Look(Encoding.UTF8.GetBytes(exchange.Target), step + " address");
        foreach (string value in exchange.Headers.Values.Select(values => values.ToString())) { Look(Encoding.UTF8.GetBytes(value), step + " header"); }
    }

    public void Look(ReadOnlySpan<byte> text, string place)
    {
        for (int at = text.IndexOf(Marker); at >= 0; at = text.IndexOf(Marker))
        {
            text = text[at..];
            int length = text.IndexOfAnyExcept(TokenBytes);
            if (tokens.Find(Encoding.ASCII.GetString(length < 0 ? text : text[..length])) is not null) { Sightings.Add(place); }
            text = text[Marker.Length..];
        }
    }
}
