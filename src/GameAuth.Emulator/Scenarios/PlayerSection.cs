namespace GameAuth.Emulator.Scenarios;

/// <summary>One entry of <c>players</c>, with what that player has played, achieved, and whom the player follows.</summary>
internal static class PlayerSection
{
    public static EmulatedPlayer Read(ScenarioObject player)
    {
        EmulatedPlayer one = new()
        {
            Gamertag = player.RequiredText("gamertag"),
            Xuid = Xuid(player),
            Gamerscore = player.Integer("gamerscore", 0) ?? 0,
            AgeGroup = player.Text("ageGroup") ?? "Adult",
            XErr = player.LongInteger("xErr", 1, uint.MaxValue),
            Titles = [.. player.Objects("titles").Select(Title)],
            Friends = [.. player.Objects("friends").Select(Friend)],
            Presence = Presence(player),
            Minecraft = player.Object("minecraft") is { } minecraft ? MinecraftSection.Read(minecraft) : new(),
        };
        player.RefuseOthers();
        return PlayerCheck.ProblemOf(one) is { } problem ? throw player.Wrong(player.Path, problem) : one;
    }

    private static string Xuid(ScenarioObject person)
    {
        string xuid = person.RequiredText("xuid");
        return xuid.All(char.IsAsciiDigit) ? xuid : throw person.Wrong($"{person.Path}.xuid", "must be decimal digits, as a text");
    }

    private static EmulatedTitle Title(ScenarioObject section)
    {
        IReadOnlyList<string> devices = section.Texts("devices");
        EmulatedTitle title = new()
        {
            TitleId = section.RequiredText("titleId"),
            ServiceConfigId = section.RequiredText("serviceConfigId"),
            Name = section.RequiredText("name"),
            Type = section.Text("type") ?? "Game",
            LastPlayed = section.Instant("lastPlayed"),
            SourceVersion = section.Integer("sourceVersion", 1, 2) ?? 2,
            Achievements = [.. section.Objects("achievements").Select(Achievement)],
        };
        section.RefuseOthers();
        return devices.Count > 0 ? title with { Devices = devices } : title;
    }

    private static EmulatedAchievement Achievement(ScenarioObject section)
    {
        EmulatedAchievement achievement = new()
        {
            Id = section.RequiredText("id"),
            Name = section.RequiredText("name"),
            Description = section.Text("description") ?? "",
            LockedDescription = section.Text("lockedDescription") ?? "",
            Gamerscore = section.Integer("gamerscore", 0) ?? 10,
            IsSecret = section.Flag("isSecret") ?? false,
            Current = section.Integer("current", 0) ?? 0,
            Target = section.Integer("target", 1) ?? 1,
            UnlockedAt = section.Instant("unlockedAt"),
        };
        section.RefuseOthers();
        return achievement;
    }

    private static EmulatedFriend Friend(ScenarioObject section)
    {
        EmulatedFriend friend = new()
        {
            Gamertag = section.RequiredText("gamertag"),
            Xuid = Xuid(section),
            Gamerscore = section.Integer("gamerscore", 0) ?? 0,
            Presence = Presence(section),
            IsFavorite = section.Flag("isFavorite") ?? false,
            IsFollowingBack = section.Flag("isFollowingBack") ?? true,
        };
        section.RefuseOthers();
        return friend;
    }

    private static EmulatedPresence Presence(ScenarioObject person)
    {
        EmulatedPresence usual = new();
        if (person.Object("presence") is not { } section) { return usual; }
        EmulatedPresence presence = new()
        {
            State = section.Choice<EmulatedPresenceState>("state") ?? usual.State,
            DeviceType = section.Text("deviceType") ?? usual.DeviceType,
            TitleId = section.Text("titleId") ?? usual.TitleId,
            TitleName = section.Text("titleName") ?? usual.TitleName,
            RichPresence = section.Text("richPresence"),
            LastSeen = section.Instant("lastSeen"),
            IsCloaked = section.Flag("isCloaked") ?? false,
        };
        section.RefuseOthers();
        return presence;
    }
}

/// <summary>The <c>minecraft</c> section of a player.</summary>
internal static class MinecraftSection
{
    public static EmulatedMinecraft Read(ScenarioObject minecraft)
    {
        EmulatedMinecraft one = new()
        {
            License = minecraft.Choice<MinecraftLicense>("license") ?? MinecraftLicense.Purchase,
            HasProfile = minecraft.Flag("hasProfile") ?? true,
            ProfileName = ProfileName(minecraft),
            ProfileId = ProfileId(minecraft),
        };
        minecraft.RefuseOthers();
        return one;
    }

    private static string? ProfileName(ScenarioObject minecraft)
    {
        if (minecraft.Text("profileName") is not { } name) { return null; }
        return name.Length is >= 1 and <= 16 && name.All(one => char.IsAsciiLetterOrDigit(one) || one == '_')
            ? name
            : throw minecraft.Wrong($"{minecraft.Path}.profileName", "must be 1 to 16 letters A to Z, digits or underscores");
    }

    private static Guid? ProfileId(ScenarioObject minecraft)
    {
        if (minecraft.Text("profileId") is not { } text) { return null; }
        return Guid.TryParseExact(text, "N", out Guid id) || Guid.TryParseExact(text, "D", out id)
            ? id
            : throw minecraft.Wrong($"{minecraft.Path}.profileId", "must be a UUID: 32 hexadecimal digits, with dashes or without");
    }
}
