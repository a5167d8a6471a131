using GameAuth.Emulator.Psn;

namespace GameAuth.Emulator.Scenarios;

/// <summary>The <c>psn</c> section.</summary>
internal static class PsnSection
{
    public static PsnEmulatorOptions Read(ScenarioObject psn)
    {
        PsnEmulatorOptions options = new();
        foreach (ScenarioObject player in psn.Objects("players")) { options.Players.Add(Player(player)); }
        if (PsnPlayerCheck.ProblemOf([.. options.Players]) is { } problem) { throw psn.Wrong($"{psn.Path}.players", problem); }
        options.ClientId = psn.Text("clientId") ?? options.ClientId;
        options.ClientSecret = psn.Text("clientSecret") ?? options.ClientSecret;
        options.RedirectUri = RedirectUri(psn) ?? options.RedirectUri;
        options.Scope = psn.Text("scope") ?? options.Scope;
        options.Lenient = psn.Flag("lenient") ?? options.Lenient;
        options.RotateRefreshTokens = psn.Flag("rotateRefreshTokens") ?? options.RotateRefreshTokens;
        options.DetectRefreshTokenReuse = psn.Flag("detectRefreshTokenReuse") ?? options.DetectRefreshTokenReuse;
        options.SsoGivesRefreshToken = psn.Flag("ssoGivesRefreshToken") ?? options.SsoGivesRefreshToken;
        options.RefusedGrants.UnionWith(psn.Texts("refusedGrants"));
        options.RateLimit = psn.Integer("rateLimit", 0) ?? options.RateLimit;
        options.RateWindow = psn.Duration("rateWindow") ?? options.RateWindow;
        if (psn.Object("lifetimes") is { } lifetimes) { options.Lifetimes = Lifetimes(lifetimes); }
        foreach (ScenarioObject party in psn.Objects("parties")) { options.Parties.Add(Party(party, options)); }
        options.ListInterval = psn.Duration("listInterval") ?? options.ListInterval;
        options.HidesInvitations = psn.Flag("hidesInvitations") ?? options.HidesInvitations;
        options.TakesCustomMessages = psn.Flag("takesCustomMessages") ?? options.TakesCustomMessages;
        options.PushServer = psn.Text("pushServer");
        if (psn.Object("keepAlive") is { } keepAlive) { options.KeepAlive = KeepAlive(keepAlive); }
        psn.RefuseOthers();
        return options;
    }

    private static Uri? RedirectUri(ScenarioObject psn)
    {
        if (psn.Text("redirectUri") is not { } text) { return null; }
        return Uri.TryCreate(text, UriKind.Absolute, out Uri? address)
            ? address
            : throw psn.Wrong($"{psn.Path}.redirectUri", $"'{text}' is no absolute address: write one such as \"com.example.psn-app://redirect\"");
    }

    private static EmulatedPsnParty Party(ScenarioObject section, PsnEmulatorOptions options)
    {
        EmulatedPsnParty usual = new() { Members = section.Texts("members") };
        EmulatedPsnParty party = usual with
        {
            SessionId = section.Text("sessionId"),
            Name = section.Text("name") ?? usual.Name,
            Invited = section.Texts("invited"),
            IsForFriends = section.Flag("isForFriends") ?? usual.IsForFriends,
            MaxMembers = section.Integer("maxMembers", 1, 16) ?? usual.MaxMembers,
        };
        section.RefuseOthers();
        return EmulatedPsnParty.ProblemOf(party, PsnAuthority.PlayersOf(options)) is { } problem ? throw section.Wrong(section.Path, problem) : party;
    }

    private static PsnKeepAlive KeepAlive(ScenarioObject section)
    {
        PsnKeepAlive times = new();
        times.ClientInterval = section.Duration("clientInterval") ?? times.ClientInterval;
        times.ClientTimeout = section.Duration("clientTimeout") ?? times.ClientTimeout;
        times.ServerTimeout = section.Duration("serverTimeout") ?? times.ServerTimeout;
        times.PresenceTimeout = section.Duration("presenceTimeout") ?? times.PresenceTimeout;
        section.RefuseOthers();
        return times;
    }

    private static EmulatedPsnPlayer Player(ScenarioObject section)
    {
        EmulatedPsnPlayer usual = new() { OnlineId = section.RequiredText("onlineId"), AccountId = section.RequiredText("accountId") };
        EmulatedPsnPlayer player = usual with
        {
            Npsso = section.Text("npsso"),
            AboutMe = section.Text("aboutMe") ?? usual.AboutMe,
            IsPlus = section.Flag("isPlus") ?? usual.IsPlus,
            IsPrivate = section.Flag("isPrivate") ?? usual.IsPrivate,
            IsLocked = section.Flag("isLocked") ?? usual.IsLocked,
            Country = section.Text("country") ?? usual.Country,
            Language = section.Text("language") ?? usual.Language,
            TrophyLevel = section.Integer("trophyLevel", 1, 999) ?? usual.TrophyLevel,
            TrophyProgress = section.Integer("trophyProgress", 0, 99) ?? usual.TrophyProgress,
            Titles = [.. section.Objects("titles").Select(Title)],
            Friends = section.Texts("friends"),
            Presence = section.Object("presence") is { } presence ? Presence(presence) : usual.Presence,
        };
        section.RefuseOthers();
        return player;
    }

    private static EmulatedTrophyTitle Title(ScenarioObject section)
    {
        EmulatedTrophyTitle usual = new() { NpCommunicationId = section.RequiredText("npCommunicationId"), Name = section.RequiredText("name") };
        EmulatedTrophyTitle title = usual with
        {
            Platform = section.Text("platform") ?? usual.Platform,
            IsHidden = section.Flag("isHidden") ?? usual.IsHidden,
            Trophies = [.. section.Objects("trophies").Select(Trophy)],
        };
        section.RefuseOthers();
        return title;
    }

    private static EmulatedTrophy Trophy(ScenarioObject section)
    {
        EmulatedTrophy usual = new()
        {
            Id = section.Integer("id", 0) ?? throw section.Wrong($"{section.Path}.id", "is required: write a whole number from 0"),
            Name = section.RequiredText("name"),
        };
        EmulatedTrophy trophy = usual with
        {
            Detail = section.Text("detail") ?? usual.Detail,
            Grade = section.Choice<EmulatedTrophyGrade>("grade") ?? usual.Grade,
            GroupId = section.Text("groupId") ?? usual.GroupId,
            IsHidden = section.Flag("isHidden") ?? usual.IsHidden,
            EarnedRate = section.Integer("earnedRate", 0, 100) ?? usual.EarnedRate,
            EarnedAt = section.Instant("earnedAt"),
        };
        section.RefuseOthers();
        return trophy;
    }

    private static EmulatedPsnPresence Presence(ScenarioObject section)
    {
        EmulatedPsnPresence usual = new();
        EmulatedPsnPresence presence = new()
        {
            IsOnline = section.Flag("isOnline") ?? usual.IsOnline,
            Platform = section.Text("platform") ?? usual.Platform,
            LastOnline = section.Instant("lastOnline"),
            NpTitleId = section.Text("npTitleId"),
            TitleName = section.Text("titleName"),
        };
        section.RefuseOthers();
        return presence;
    }

    private static PsnLifetimes Lifetimes(ScenarioObject section)
    {
        PsnLifetimes lifetimes = new();
        lifetimes.AuthorizationCode = section.Duration("authorizationCode") ?? lifetimes.AuthorizationCode;
        lifetimes.Access = section.Duration("access") ?? lifetimes.Access;
        lifetimes.Refresh = section.Duration("refresh") ?? lifetimes.Refresh;
        lifetimes.Npsso = section.Duration("npsso") ?? lifetimes.Npsso;
        section.RefuseOthers();
        return lifetimes;
    }
}
