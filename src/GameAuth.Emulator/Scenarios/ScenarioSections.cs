using GameAuth.Emulator.Hytale;

namespace GameAuth.Emulator.Scenarios;

/// <summary>The members of a scenario, one section after the other.</summary>
internal static class ScenarioSections
{
    public static EmulatorOptions Read(ScenarioObject root)
    {
        EmulatorOptions options = new() { ClockSkew = root.Duration("clockSkew") ?? TimeSpan.Zero };
        foreach (ScenarioObject player in root.Objects("players"))
            options.Players.Add(PlayerSection.Read(player));
        foreach (ScenarioObject fault in root.Objects("faults"))
            options.Faults.Add(FaultSection.Read(fault));
        if (root.Object("xbox") is { } xbox)
            options.Xbox = XboxSection.Read(xbox);
        if (root.Object("hytale") is { } hytale)
            options.Hytale = HytaleSection.Read(hytale);
        foreach (ScenarioObject script in root.Objects("signIns"))
            options.SignIns.Add(SignIn(script, options));
        root.RefuseOthers();
        return options;
    }

    private static SignInScript SignIn(ScenarioObject script, EmulatorOptions options)
    {
        string? player = script.Text("player");
        IEnumerable<EmulatedPlayer> players = options.Players.Count > 0 ? options.Players : [EmulatedPlayer.Default];
        IReadOnlyList<EmulatedHytaleAccount> accounts = HytaleAuthority.AccountsOf(options.Hytale);
        if (player is not null && !players.Any(one => one.IsCalled(player)) && !accounts.Any(one => one.IsCalled(player)))
        {
            IEnumerable<string> names = players.Select(one => one.Gamertag).Concat(accounts.SelectMany(one => one.Profiles).Select(one => one.Username));
            throw script.Wrong($"{script.Path}.player", $"there is no player '{player}': write one of {string.Join(", ", names)}");
        }

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
