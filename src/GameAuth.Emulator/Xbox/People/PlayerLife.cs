using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Xbox.People;

/// <summary>What players do while the emulator runs. Not thread safe: the caller holds the emulator's lock.</summary>
internal sealed class PlayerLife(XboxPeople people, EmulatorClock clock)
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
        if (before.UnlockedAt is not null || reached == before.Current) return null;
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
