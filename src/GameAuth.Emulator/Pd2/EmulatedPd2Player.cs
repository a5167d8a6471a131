using System.Text.Json.Nodes;
using GameAuth.Emulator.Pd2;

namespace GameAuth.Emulator;

/// <summary>A made-up person with an account at Project Diablo 2's website, and accounts in the game.</summary>
public sealed record EmulatedPd2Player
{
    /// <summary>The people of an emulator whose options name none: EmuTrader with two game accounts, stashes and listings, EmuBuyer, and EmuMule, whose stash is empty.</summary>
    public static IReadOnlyList<EmulatedPd2Player> Defaults => DefaultPd2Data.Players;

    /// <summary>The first of <see cref="Defaults"/>. Make your own with <c>with</c>.</summary>
    public static EmulatedPd2Player Default => DefaultPd2Data.Players[0];

    /// <summary>The name at the website; scripts and scenarios name a player by it.</summary>
    public required string Username { get; init; }

    /// <summary>The id at the website: 24 hexadecimal digits in lower case. Null (the default) for one that is made of the name, the same in every run.</summary>
    public string? UserId { get; init; }

    /// <summary>The address of the account; the session says it. Null (the default) for one that is made of the name, at example.test.</summary>
    public string? Email { get; init; }

    /// <summary>The accounts in the game. Default: one, called as the player, in lower case.</summary>
    public IReadOnlyList<string>? Accounts { get; init; }

    /// <summary>What lies in the stashes of those accounts. Default: nothing.</summary>
    public IReadOnlyList<EmulatedPd2Stash> Stashes { get; init; } = [];

    /// <summary>What the player offers on the market at the start. Default: nothing.</summary>
    public IReadOnlyList<EmulatedPd2Listing> Listings { get; init; } = [];

    internal string Id => UserId ?? Pd2Text.IdOf("player " + Username.ToLowerInvariant());

    internal string Address => Email ?? Username.ToLowerInvariant() + "@example.test";

    internal IReadOnlyList<string> GameAccounts => Accounts ?? [Username.ToLowerInvariant()];

    internal string? FirstAccount => GameAccounts is [string first, ..] ? first : null;

    internal bool IsCalled(string name) => string.Equals(Username, name, StringComparison.OrdinalIgnoreCase);

    internal bool Owns(string account) => GameAccounts.Contains(account, StringComparer.OrdinalIgnoreCase);
}

/// <summary>The stash of one game account, in one mode and ladder.</summary>
public sealed record EmulatedPd2Stash
{
    /// <summary>The game account.</summary>
    public required string Account { get; init; }

    /// <summary>Whether its characters die for good. Default: false.</summary>
    public bool IsHardcore { get; init; }

    /// <summary>Whether it is of the ladder. Default: true.</summary>
    public bool IsLadder { get; init; } = true;

    /// <summary>What lies in it. Default: nothing.</summary>
    public IReadOnlyList<EmulatedPd2Item> Items { get; init; } = [];

    internal bool Is(string account, bool isHardcore, bool isLadder) =>
        IsHardcore == isHardcore && IsLadder == isLadder && string.Equals(Account, account, StringComparison.OrdinalIgnoreCase);
}

/// <summary>An item of the game.</summary>
public sealed record EmulatedPd2Item
{
    /// <summary>What tells it from others.</summary>
    public required string Hash { get; init; }

    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>The quality. Default: <c>Unique</c>.</summary>
    public string Quality { get; init; } = "Unique";

    /// <summary>Whether it is ethereal. Default: false.</summary>
    public bool IsEthereal { get; init; }

    /// <summary>Whether it is corrupted. Default: false.</summary>
    public bool IsCorrupted { get; init; }

    /// <summary>Modifiers by name, each with its first value. Default: none.</summary>
    public IReadOnlyDictionary<string, int> Modifiers { get; init; } = new Dictionary<string, int>();

    /// <summary>Members that are added or replace others, whatever their types. Default: none.</summary>
    public JsonObject? More { get; init; }
}

/// <summary>An item that a player offers on the market.</summary>
public sealed record EmulatedPd2Listing
{
    /// <summary>The item.</summary>
    public required EmulatedPd2Item Item { get; init; }

    /// <summary>The price as a note, such as <c>obo</c>. Default: nothing.</summary>
    public string Price { get; init; } = "";

    /// <summary>The price in High Runes; null for none.</summary>
    public double? HrPrice { get; init; }

    /// <summary>Whether it is of hardcore mode. Default: false.</summary>
    public bool IsHardcore { get; init; }

    /// <summary>Whether it is of the ladder. Default: true.</summary>
    public bool IsLadder { get; init; } = true;
}

/// <summary>What makes no sense about players, in words that name the member; scenarios and options are held to the same.</summary>
internal static class Pd2PlayerCheck
{
    public static string? ProblemOf(IReadOnlyCollection<EmulatedPd2Player> players)
    {
        if (players.Any(player => player.Username.Length == 0)) { return "a player needs a username"; }
        if (Names.Repeated(players.Select(player => player.Username)) is { } name) { return $"two players have the username {name}"; }
        if (players.FirstOrDefault(player => player.Id is not { Length: 24 } || !player.Id.All(char.IsAsciiHexDigitLower)) is { } odd) { return $"the userId of {odd.Username} must be 24 hexadecimal digits in lower case"; }
        if (Names.Repeated(players.Select(player => player.Id)) is { } id) { return $"two players have the userId {id}"; }
        if (Names.Repeated(players.SelectMany(player => player.GameAccounts)) is { } account) { return $"the game account {account} belongs to two players"; }
        return players.SelectMany(player => player.Stashes.Where(stash => !player.Owns(stash.Account)).Select(stash => $"{player.Username} has a stash of the account {stash.Account}, but no such account")).FirstOrDefault();
    }
}
