namespace GameAuth.Emulator.Scenarios;

/// <summary>The members of a scenario, one section after the other.</summary>
internal static class ScenarioSections
{
    public static EmulatorOptions Read(ScenarioObject root)
    {
        EmulatorOptions options = new() { ClockSkew = root.Duration("clockSkew") ?? TimeSpan.Zero };
        foreach (ScenarioObject player in root.Objects("players"))
            options.Players.Add(PlayerSection.Read(player));
        foreach (ScenarioObject script in root.Objects("signIns"))
            options.SignIns.Add(SignIn(script, options.Players));
        foreach (ScenarioObject fault in root.Objects("faults"))
            options.Faults.Add(FaultSection.Read(fault));
        if (root.Object("xbox") is { } xbox)
            options.Xbox = XboxSection.Read(xbox);
        root.RefuseOthers();
        return options;
    }

    private static SignInScript SignIn(ScenarioObject script, IList<EmulatedPlayer> players)
    {
        string? player = script.Text("player");
        IEnumerable<EmulatedPlayer> known = players.Count > 0 ? players : [EmulatedPlayer.Default];
        if (player is not null && !known.Any(one => one.IsCalled(player)))
            throw script.Wrong($"{script.Path}.player", $"there is no player '{player}': write one of {string.Join(", ", known.Select(one => one.Gamertag))}");
        SignInScript one = new()
        {
            Player = player,
            Decision = script.Choice<SignInDecision>("decision") ?? SignInDecision.Approve,
            AfterPolls = script.Integer("afterPolls", 0) ?? 1,
            After = script.Duration("after") ?? TimeSpan.Zero,
        };
        script.RefuseOthers();
        return one;
    }
}
