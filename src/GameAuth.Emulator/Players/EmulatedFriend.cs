namespace GameAuth.Emulator;

/// <summary>Somebody whom a player follows: a made-up person who need not be able to sign in.</summary>
/// <remarks>When an <see cref="EmulatedPlayer"/> has the same xuid, that player's gamertag, Gamerscore and presence are told.</remarks>
public sealed record EmulatedFriend
{
    /// <summary>The gamertag.</summary>
    public required string Gamertag { get; init; }

    /// <summary>The Xbox user id: decimal digits.</summary>
    public required string Xuid { get; init; }

    /// <summary>The Gamerscore.</summary>
    public int Gamerscore { get; init; }

    /// <summary>Where the friend is. Default: offline, never seen.</summary>
    public EmulatedPresence Presence { get; init; } = new();

    /// <summary>Whether the player marked this friend as a favourite. Default: false.</summary>
    public bool IsFavorite { get; init; }

    /// <summary>Whether the friend follows the player too. Default: true.</summary>
    public bool IsFollowingBack { get; init; } = true;

    internal EmulatedPlayer AsPlayer => new() { Gamertag = Gamertag, Xuid = Xuid, Gamerscore = Gamerscore, Presence = Presence };
}
