namespace GameAuth.Emulator.Players;

/// <summary>What makes no sense about a player, in words that name the member; scenarios and options are held to the same.</summary>
internal static class PlayerCheck
{
    public static string? ProblemOf(EmulatedPlayer player)
    {
        if (Repeated(player.Titles.Select(title => title.TitleId)) is { } title) return $"two titles have the titleId {title}";
        if (Repeated(player.Titles.Select(one => one.ServiceConfigId)) is { } scid) return $"two titles have the serviceConfigId {scid}";
        if (Repeated(player.Friends.Select(friend => friend.Xuid)) is { } xuid) return $"two friends have the xuid {xuid}";
        if (player.Friends.Any(friend => friend.Xuid == player.Xuid)) return "nobody is a friend of their own";
        return player.Friends.Select(friend => XuidProblem(friend.Xuid)).Append(XuidProblem(player.Xuid)).OfType<string>().FirstOrDefault()
            ?? player.Titles.Select(ProblemOf).OfType<string>().FirstOrDefault();
    }

    private static string? ProblemOf(EmulatedTitle title)
    {
        if (!uint.TryParse(title.TitleId, System.Globalization.NumberStyles.None, null, out _))
            return $"the titleId '{title.TitleId}' must be the decimal digits of an unsigned 32-bit number, as a text";
        if (!Guid.TryParseExact(title.ServiceConfigId, "D", out Guid scid) || scid.ToString() != title.ServiceConfigId)
            return $"the serviceConfigId '{title.ServiceConfigId}' must be a GUID in lower case, such as e0000000-0000-4000-8000-00000000000a";
        if (title.SourceVersion is not (1 or 2)) return $"the sourceVersion of title {title.TitleId} must be 2, or 1 for Xbox 360";
        if (Repeated(title.Achievements.Select(one => one.Id)) is { } id) return $"two achievements of title {title.TitleId} have the id {id}";
        return title.Achievements.FirstOrDefault(one => one.Target < 1 || one.Current < 0 || one.Gamerscore < 0) is { } odd
            ? $"achievement {odd.Id} of title {title.TitleId} needs a target from 1, and current and gamerscore from 0"
            : null;
    }

    private static string? XuidProblem(string xuid) =>
        ulong.TryParse(xuid, System.Globalization.NumberStyles.None, null, out _) ? null : $"the xuid '{xuid}' must be decimal digits of an unsigned 64-bit number, as a text";

    private static string? Repeated(IEnumerable<string> ids) =>
        ids.GroupBy(id => id, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1)?.Key;
}
