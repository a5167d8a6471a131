using GameAuth.Emulator.Psn;

namespace GameAuth.Emulator;

/// <summary>A made-up person with an account of PlayStation Network.</summary>
public sealed record EmulatedPsnPlayer
{
    /// <summary>The people of an emulator whose options name none: EmuTrophies with five titles and two friends, EmuSilver, and EmuPrivate, whom nobody may look at.</summary>
    public static IReadOnlyList<EmulatedPsnPlayer> Defaults => DefaultPsnData.Players;

    /// <summary>The first of <see cref="Defaults"/>. Make your own with <c>with</c>.</summary>
    public static EmulatedPsnPlayer Default => DefaultPsnData.Players[0];

    /// <summary>The name that others see; scripts and scenarios name a player by it.</summary>
    public required string OnlineId { get; init; }

    /// <summary>The account id: decimal digits, always sent as a text.</summary>
    public required string AccountId { get; init; }

    /// <summary>The player's browser session at the start: 64 characters. Null (the default) for one that is made of the account id, the same in every run.</summary>
    public string? Npsso { get; init; }

    /// <summary>What the player says about themselves. Default: nothing.</summary>
    public string AboutMe { get; init; } = "";

    /// <summary>Whether the player subscribes to PlayStation Plus. Default: false.</summary>
    public bool IsPlus { get; init; }

    /// <summary>Whether only the player may see profile, trophies, friends and presence: 403 for everybody else. Default: false.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>Whether the service locked the account until its password is changed: every grant is answered with code 100. Default: false.</summary>
    public bool IsLocked { get; init; }

    /// <summary>The country of the account, two letters. Default: US.</summary>
    public string Country { get; init; } = "US";

    /// <summary>The language of the account. Default: en-US.</summary>
    public string Language { get; init; } = "en-US";

    /// <summary>The trophy level. Default: 1.</summary>
    public int TrophyLevel { get; init; } = 1;

    /// <summary>How far the next level is, in percent. Default: 0.</summary>
    public int TrophyProgress { get; init; }

    /// <summary>What the player has played, with trophies. Default: nothing.</summary>
    public IReadOnlyList<EmulatedTrophyTitle> Titles { get; init; } = [];

    /// <summary>The account ids of the player's friends. Default: none.</summary>
    public IReadOnlyList<string> Friends { get; init; } = [];

    /// <summary>Where the player is. Default: offline, never seen.</summary>
    public EmulatedPsnPresence Presence { get; init; } = new();

    internal string FirstNpsso => Npsso ?? PsnText.NpssoOf(AccountId);

    internal IEnumerable<EmulatedTrophy> EarnedTrophies => Titles.SelectMany(title => title.Trophies).Where(trophy => trophy.EarnedAt is not null);

    internal bool IsCalled(string onlineId) => string.Equals(OnlineId, onlineId, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Where a player of PlayStation Network is, as others are told.</summary>
public sealed record EmulatedPsnPresence
{
    /// <summary>Whether the player is there. Default: false.</summary>
    public bool IsOnline { get; init; }

    /// <summary>The console. Default: <c>PS5</c>.</summary>
    public string Platform { get; init; } = "PS5";

    /// <summary>When an offline player was last there; null when the service does not say.</summary>
    public DateTimeOffset? LastOnline { get; init; }

    /// <summary>The title that is played, such as <c>PPSA90001_00</c>; null for none.</summary>
    public string? NpTitleId { get; init; }

    /// <summary>That title's name.</summary>
    public string? TitleName { get; init; }
}

/// <summary>What makes no sense about players, in words that name the member; scenarios and options are held to the same.</summary>
internal static class PsnPlayerCheck
{
    public static string? ProblemOf(IReadOnlyCollection<EmulatedPsnPlayer> players)
    {
        if (players.FirstOrDefault(player => player.OnlineId.Length == 0) is not null) { return "a player needs an onlineId"; }
        if (Names.Repeated(players.Select(player => player.OnlineId)) is { } name) { return $"two players have the onlineId {name}"; }
        if (Names.Repeated(players.Select(player => player.AccountId)) is { } id) { return $"two players have the accountId {id}"; }
        if (Names.Repeated(players.Select(player => player.FirstNpsso)) is not null) { return "two players have the same npsso"; }
        return players.Select(ProblemOf).OfType<string>().FirstOrDefault();
    }

    private static string? ProblemOf(EmulatedPsnPlayer player)
    {
        if (player.Friends.Append(player.AccountId).FirstOrDefault(id => !IsAccountId(id)) is { } odd)
        {
            return $"the accountId '{odd}' must be decimal digits of an unsigned 64-bit number, as a text";
        }

        if (player.FirstNpsso is not { Length: 64 } npsso || !npsso.All(char.IsAsciiLetterOrDigit)) { return $"the npsso of {player.OnlineId} must be 64 letters and digits"; }
        if (player.Friends.Contains(player.AccountId)) { return "nobody is a friend of their own"; }
        if (Names.Repeated(player.Titles.Select(title => title.NpCommunicationId)) is { } title) { return $"two titles of {player.OnlineId} have the npCommunicationId {title}"; }
        return player.Titles.FirstOrDefault(one => one.Trophies.Select(trophy => trophy.Id).Distinct().Count() < one.Trophies.Count) is { } twice
            ? $"two trophies of {twice.NpCommunicationId} have the same id"
            : null;
    }

    private static bool IsAccountId(string id) => ulong.TryParse(id, System.Globalization.NumberStyles.None, null, out _);
}
