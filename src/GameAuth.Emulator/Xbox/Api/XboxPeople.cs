using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Xbox.Api;

/// <summary>
/// Everybody whom the services know, as they are now: those who can sign in, and their friends. Not thread safe: requests
/// take effect one after the other.
/// </summary>
internal sealed class XboxPeople
{
    private readonly Dictionary<string, EmulatedPlayer> _people = new(StringComparer.Ordinal);

    public XboxPeople(IReadOnlyList<EmulatedPlayer> players)
    {
        foreach (EmulatedPlayer player in players) { _people[player.Xuid] = player; }
        foreach (EmulatedFriend friend in players.SelectMany(player => player.Friends)) { _people.TryAdd(friend.Xuid, friend.AsPlayer); }
    }

    public EmulatedPlayer? Find(string? xuid) => xuid is null ? null : _people.GetValueOrDefault(xuid);

    public EmulatedPlayer? Called(string gamertag) => _people.Values.FirstOrDefault(one => one.IsCalled(gamertag));

    /// <summary>Whom a path means: <c>me</c>, or <c>xuid(…)</c>.</summary>
    public EmulatedPlayer? InPath(string segment, EmulatedPlayer caller) => segment switch
    {
        "me" => Find(caller.Xuid),
        ['x', 'u', 'i', 'd', '(', .. string xuid, ')'] => Find(xuid),
        _ => null,
    };

    public void Change(EmulatedPlayer changed) => _people[changed.Xuid] = changed;

    public IEnumerable<EmulatedTitle> AllTitles => _people.Values.SelectMany(one => one.Titles);

    public bool Follows(string follower, string followed) =>
        (Find(follower) is { } one && one.Friends.Any(friend => friend.Xuid == followed))
        || (Find(followed) is { } other && other.Friends.Any(friend => friend.Xuid == follower && friend.IsFollowingBack));

    public IEnumerable<EmulatedPlayer> FollowersOf(string xuid) => _people.Values.Where(one => one.Xuid != xuid && Follows(one.Xuid, xuid));
}

/// <summary>What players do while the emulator runs. Not thread safe: the caller holds the emulator's lock.</summary>
internal sealed class PlayerActions(XboxPeople people, EmulatorClock clock)
{
    public EmulatedPlayer Named(string gamertag) =>
        people.Called(gamertag) ?? throw new EmulatorException($"The emulator knows nobody called '{gamertag}'. Add the player to EmulatorOptions.Players, or to a player's Friends.");

    /// <returns>The achievement as it is now, or null when nothing changed.</returns>
    public (EmulatedTitle Title, EmulatedAchievement Achievement)? Reach(string gamertag, string titleName, string achievementId, Func<EmulatedAchievement, int> current)
    {
        EmulatedPlayer player = Named(gamertag);
        EmulatedTitle title = player.Titles.FirstOrDefault(one => one.IsCalled(titleName))
            ?? throw new EmulatorException($"{player.Gamertag} has no title '{titleName}'. Name the titleId or serviceConfigId of one of EmulatedPlayer.Titles.");
        EmulatedAchievement before = title.Find(achievementId)
            ?? throw new EmulatorException($"The title '{title.Name}' has no achievement '{achievementId}'. Use one of: {string.Join(", ", title.Achievements.Select(one => one.Id))}.");
        int reached = current(before);
        if (before.UnlockedAt is not null || reached == before.Current) { return null; }
        bool achieved = reached >= before.Target;
        EmulatedAchievement after = before with { Current = reached, UnlockedAt = achieved ? clock.Now : null };
        EmulatedTitle changed = title.With(after);
        people.Change(player with
        {
            Titles = [.. player.Titles.Select(one => one.TitleId == title.TitleId ? changed : one)],
            Gamerscore = player.Gamerscore + (achieved ? after.Gamerscore : 0),
        });
        return (changed, after);
    }

    public EmulatedPlayer Move(string gamertag, EmulatedPresence presence)
    {
        EmulatedPlayer moved = Named(gamertag) with { Presence = presence };
        people.Change(moved);
        return moved;
    }
}
