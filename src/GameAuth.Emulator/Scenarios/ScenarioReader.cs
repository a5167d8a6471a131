using System.Text.Json;
using GameAuth.Emulator.Discord;
using GameAuth.Emulator.Hytale;
using GameAuth.Emulator.Pd2;
using GameAuth.Emulator.Psn;
using GameAuth.Emulator.Xbox;

namespace GameAuth.Emulator.Scenarios;

/// <summary>The members of a scenario, one section after the other.</summary>
internal static class ScenarioReader
{
    public static EmulatorOptions Read(ScenarioObject root)
    {
        EmulatorOptions options = new() { ClockSkew = root.Duration("clockSkew") ?? TimeSpan.Zero };
        foreach (ScenarioObject player in root.Objects("players")) { options.Players.Add(PlayerSection.Read(player)); }
        foreach (ScenarioObject fault in root.Objects("faults")) { options.Faults.Add(FaultSection.Read(fault)); }
        if (root.Object("xbox") is { } xbox) { options.Xbox = XboxSection.Read(xbox); }
        if (root.Object("hytale") is { } hytale) { options.Hytale = HytaleSection.Read(hytale); }
        if (root.Object("psn") is { } psn) { options.Psn = PsnSection.Read(psn); }
        if (root.Object("pd2") is { } pd2) { options.Pd2 = Pd2Section.Read(pd2); }
        if (root.Object("discord") is { } discord) { options.Discord = DiscordSection.Read(discord); }
        foreach (ScenarioObject script in root.Objects("signIns")) { options.SignIns.Add(SignIn(script, options)); }
        root.RefuseOthers();
        return options;
    }

    private static SignInScript SignIn(ScenarioObject script, EmulatorOptions options)
    {
        string? player = script.Text("player");
        IEnumerable<EmulatedPlayer> players = options.Players.Count > 0 ? options.Players : [EmulatedPlayer.Default];
        IReadOnlyList<EmulatedHytaleAccount> accounts = HytaleAuthority.AccountsOf(options.Hytale);
        IReadOnlyList<EmulatedPsnPlayer> psnPlayers = PsnAuthority.PlayersOf(options.Psn);
        IReadOnlyList<EmulatedPd2Player> pd2Players = Pd2Authority.PlayersOf(options.Pd2);
        IReadOnlyList<EmulatedDiscordUser> discordUsers = DiscordAuthority.UsersOf(options.Discord);
        if (player is not null && !players.Any(one => one.IsCalled(player)) && !accounts.Any(one => one.IsCalled(player)) && !psnPlayers.Any(one => one.IsCalled(player)) && !pd2Players.Any(one => one.IsCalled(player)) && !discordUsers.Any(one => one.IsCalled(player)))
        {
            IEnumerable<string> names =
            [
                .. players.Select(one => one.Gamertag), .. accounts.SelectMany(one => one.Profiles).Select(one => one.Username), .. psnPlayers.Select(one => one.OnlineId),
                .. pd2Players.Select(one => one.Username), .. discordUsers.Select(one => one.Username),
            ];
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

/// <summary>One entry of <c>faults</c>.</summary>
internal static class FaultSection
{
    private static readonly HashSet<string> Places = [.. XboxSteps.Places, .. HytaleSteps.Places, .. PsnSteps.Places, .. Pd2Steps.Places, .. DiscordSteps.Places];

    public static Fault Read(ScenarioObject fault)
    {
        Fault one = new()
        {
            At = fault.RequiredText("at"),
            From = fault.Integer("from", 1) ?? 1,
            Times = Times(fault),
            AfterState = fault.Flag("afterState") ?? false,
            Drop = fault.Flag("drop") ?? false,
            NoAnswer = fault.Flag("noAnswer") ?? false,
            Delay = fault.Duration("delay") ?? TimeSpan.Zero,
            ClockSkew = fault.Duration("clockSkew") ?? TimeSpan.Zero,
            Status = fault.Integer("status", 200, 599),
            Body = fault.TextOrJson("body"),
            ContentType = fault.Text("contentType"),
            Headers = Headers(fault),
            FrameStatus = fault.Integer("frameStatus", 1),
            ExtraFrames = fault.Texts("extraFrames"),
            OAuthError = fault.Text("oauthError"),
            XErr = fault.LongInteger("xErr", 1, uint.MaxValue),
            XErrForm = fault.Choice<XErrForm>("xErrForm") ?? XErrForm.Number,
            Identity = fault.Text("identity") ?? "0",
            RateLimit = fault.Object("rateLimit") is { } limit ? RateLimitOf(limit) : null,
            RetryAfter = fault.Duration("retryAfter"),
            RetryAfterAsDate = fault.Flag("retryAfterAsDate") ?? false,
            Damage = fault.Choice<BodyDamage>("damage") ?? BodyDamage.None,
            HugeBytes = fault.Integer("hugeBytes", 1, 1 << 30) ?? 20 * 1024 * 1024,
        };
        fault.RefuseOthers();
        if (FaultPlan.ProblemOf(one, Places) is { } problem) { throw fault.Wrong(fault.Path, problem); }
        return one;
    }

    private static RateLimit RateLimitOf(ScenarioObject section)
    {
        RateLimit usual = new();
        RateLimit limit = new()
        {
            CurrentRequests = section.Integer("currentRequests", 0) ?? usual.CurrentRequests,
            MaxRequests = section.Integer("maxRequests", 0) ?? usual.MaxRequests,
            Period = section.Duration("period") ?? usual.Period,
            Type = section.Text("type") ?? usual.Type,
            TypeMember = section.Text("typeMember") ?? usual.TypeMember,
        };
        section.RefuseOthers();
        return limit;
    }

    private static int? Times(ScenarioObject fault)
    {
        if (fault.Member("times") is not { } times) { return 1; }
        if (times.ValueKind is JsonValueKind.String && times.ValueEquals("forever")) { return null; }
        return times.ValueKind is JsonValueKind.Number && times.TryGetInt32(out int count) && count > 0
            ? count
            : throw fault.Wrong($"{fault.Path}.times", "must be a whole number from 1, or \"forever\"");
    }

    private static Dictionary<string, string> Headers(ScenarioObject fault)
    {
        ScenarioObject? headers = fault.Object("headers");
        return headers?.Names.ToDictionary(name => name, headers.RequiredText, StringComparer.OrdinalIgnoreCase) ?? [];
    }
}
