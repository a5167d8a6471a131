using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Xbox.Api;

/// <summary>The query of a list of achievements, or what is wrong with it.</summary>
internal sealed record AchievementQuery(IReadOnlyList<string> Titles, bool UnlockedOnly, string Order, int PageSize, string? Continuation, string? Problem)
{
    private const int UsualPage = 32;
    private const int LargestPage = 1000;

    private static readonly string[] Orders = ["Unordered", "Title", "UnlockTime", "EndingSoon"];

    public static AchievementQuery Of(Exchange exchange)
    {
        string[] titles = exchange.Query["titleId"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string order = exchange.Query["orderBy"].ToString() is { Length: > 0 } named ? named : Orders[0];
        string unlockedOnly = exchange.Query["unlockedOnly"].ToString();
        string size = exchange.Query["maxItems"].ToString();
        int pageSize = int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out int items) ? items : size.Length == 0 ? UsualPage : 0;
        string? problem = null;
        if (titles.Any(title => !uint.TryParse(title, NumberStyles.None, null, out _)))
        {
            problem = "titleId must be decimal title ids with commas between them";
        }
        else if (unlockedOnly.Length > 0 && !bool.TryParse(unlockedOnly, out _))
        {
            problem = "unlockedOnly must be true or false";
        }
        else if (pageSize is < 1 or > LargestPage)
        {
            problem = "maxItems must be a number from 1 to 1000";
        }
        else if (!Orders.Contains(order, StringComparer.OrdinalIgnoreCase))
        {
            problem = "orderBy must be one of " + string.Join(", ", Orders);
        }

        string? continuation = exchange.Query["continuationToken"].ToString() is { Length: > 0 } token ? token : null;
        return new(titles, bool.TryParse(unlockedOnly, out bool only) && only, order, pageSize, continuation, problem);
    }

    /// <summary>Everything that fits, of contract 2, in the order asked for.</summary>
    public IReadOnlyList<(EmulatedTitle Title, EmulatedAchievement Achievement)> Select(EmulatedPlayer player)
    {
        IEnumerable<(EmulatedTitle Title, EmulatedAchievement Achievement)> all =
            from title in player.Titles
            where title.SourceVersion == 2 && (Titles.Count == 0 || Titles.Contains(title.TitleId))
            from one in title.Achievements
            where !UnlockedOnly || one.UnlockedAt is not null
            select (title, one);
        return Order.ToUpperInvariant() switch
        {
            "TITLE" => [.. all.OrderBy(one => one.Title.Name, StringComparer.Ordinal)],
            "UNLOCKTIME" => [.. all.OrderByDescending(one => one.Achievement.UnlockedAt ?? DateTimeOffset.MinValue)],
            _ => [.. all],
        };
    }

    /// <summary>What a continuation belongs to: the same list, whatever the size of its pages.</summary>
    public string Scope(EmulatedPlayer player) => $"{player.Xuid} {string.Join(',', Titles)} {UnlockedOnly} {Order.ToUpperInvariant()}";
}

/// <summary>
/// Where the next page begins, as a text that no client can read and that a query must escape: it holds <c>+</c>, <c>/</c> and
/// <c>=</c> on purpose. It is good for the list that it came from only.
/// </summary>
internal static class ContinuationToken
{
    private static readonly byte[] Awkward = [0xFB, 0xFF, 0xBF];

    public static string To(int offset, string scope)
    {
        byte[] text = [.. Awkward, .. new byte[4], .. Mark(offset, scope)];
        BinaryPrimitives.WriteInt32BigEndian(text.AsSpan(Awkward.Length), offset ^ Blur(scope));
        return Convert.ToBase64String(text);
    }

    /// <returns>The offset, or null when the text is no continuation of this list.</returns>
    public static int? Read(string text, string scope)
    {
        Span<byte> bytes = stackalloc byte[64];
        if (!Convert.TryFromBase64String(text, bytes, out int length) || length != Awkward.Length + 4 + 9) { return null; }
        int offset = BinaryPrimitives.ReadInt32BigEndian(bytes[Awkward.Length..]) ^ Blur(scope);
        return offset >= 0 && To(offset, scope) == text ? offset : null;
    }

    private static int Blur(string scope) => BinaryPrimitives.ReadInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes("blur " + scope)));

    private static byte[] Mark(int offset, string scope) => SHA256.HashData(Encoding.UTF8.GetBytes($"mark {offset} {scope}"))[..9];
}
