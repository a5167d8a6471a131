using System.Text.Json;

namespace GameAuth.Pd2;

/// <summary>A player as the service told it at a login. Immutable; kept in memory alone; it prints without the e-mail address. Its texts have been checked.</summary>
public sealed class Pd2Profile
{
    /// <summary>The service's id of the player.</summary>
    public required string Id { get; init; }

    /// <summary>The name of the account; null where it has none that can be shown as it is.</summary>
    public string? Username { get; init; }

    /// <summary>The e-mail address; null where the service does not say it.</summary>
    public string? Email { get; init; }

    /// <summary>When the account was made (UTC); null where the service does not say.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>The names of the player's game accounts, each with a stash.</summary>
    public IReadOnlyList<string> GameAccounts { get; init; } = [];

    /// <summary>What the player has chosen on the website.</summary>
    public Pd2Preferences Preferences { get; init; } = new();

    /// <summary>Id and name.</summary>
    /// <returns>For example <c>000000000000000000000001 (Emu)</c>.</returns>
    public override string ToString() => $"{Id} ({Username})";

    /// <summary>The player of a login's answer; null where it names none.</summary>
    internal static Pd2Profile? Read(JsonElement answer)
    {
        if (Pd2Fields.MemberOf(answer, "user") is not { } user || Pd2Fields.IdOf(user, "_id") is not { } id)
        {
            return null;
        }

        JsonElement game = Pd2Fields.MemberOf(user, "game") ?? default;
        JsonElement chosen = Pd2Fields.MemberOf(game, "preferences") ?? default;
        return new Pd2Profile
        {
            Id = id,
            Username = Pd2Fields.NameOf(user, "username"),
            Email = Pd2Fields.TextOf(user, "email"),
            CreatedAt = Pd2Fields.DateOf(user, "created_at"),
            GameAccounts = Pd2Fields.TextsOf(game, "accounts"),
            Preferences = new Pd2Preferences
            {
                GameAccount = Pd2Fields.TextOf(chosen, "account"),
                IsHardcore = Pd2Fields.FlagOf(chosen, "is_hardcore"),
                IsLadder = Pd2Fields.FlagOf(chosen, "is_ladder"),
                NotifiesOfChat = Pd2Fields.FlagOf(chosen, "notifications_chat"),
                NotifiesOfMarket = Pd2Fields.FlagOf(chosen, "notifications_market"),
            },
        };
    }
}

/// <summary>What a player has chosen on the website. Immutable; each is null where the service does not say.</summary>
public sealed record Pd2Preferences
{
    /// <summary>The game account that is shown first.</summary>
    public string? GameAccount { get; init; }

    /// <summary>Whether hardcore is shown.</summary>
    public bool? IsHardcore { get; init; }

    /// <summary>Whether the ladder is shown.</summary>
    public bool? IsLadder { get; init; }

    /// <summary>Whether the player is told of messages.</summary>
    public bool? NotifiesOfChat { get; init; }

    /// <summary>Whether the player is told of offers.</summary>
    public bool? NotifiesOfMarket { get; init; }
}
