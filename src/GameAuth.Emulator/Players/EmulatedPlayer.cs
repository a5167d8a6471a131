using GameAuth.Emulator.Players;

namespace GameAuth.Emulator;

/// <summary>A made-up person with an Xbox account, or without one.</summary>
public sealed record EmulatedPlayer
{
    /// <summary>
    /// The player of an emulator whose options name none: online, with two titles of a dozen achievements each (some achieved, one
    /// in progress and one secret in each) and three friends. Make your own with <c>with</c>.
    /// </summary>
    public static EmulatedPlayer Default { get; } = new()
    {
        Gamertag = "EmuPlayer1", Xuid = "2814600000000001", Gamerscore = 4242, Titles = DefaultLife.Titles, Friends = DefaultLife.Friends,
        Presence = new EmulatedPresence { State = EmulatedPresenceState.Online },
    };

    /// <summary>The gamertag (claim <c>gtg</c>); scripts and scenarios name a player by it.</summary>
    public required string Gamertag { get; init; }

    /// <summary>The Xbox user id (claim <c>xid</c>): decimal digits.</summary>
    public required string Xuid { get; init; }

    /// <summary>The gamerscore; the profile API sends it as a string.</summary>
    public int Gamerscore { get; init; }

    /// <summary>The age group (claim <c>agg</c>): <c>Adult</c>, <c>Teen</c> or <c>Child</c>.</summary>
    public string AgeGroup { get; init; } = "Adult";

    /// <summary>
    /// The XErr that SISU and XSTS answer for this player, such as 2148916233 (no Xbox profile) or 2148916238 (child
    /// outside a family); null for an account in order.
    /// </summary>
    public long? XErr { get; init; }

    /// <summary>What the player has played, with achievements. Default: nothing.</summary>
    public IReadOnlyList<EmulatedTitle> Titles { get; init; } = [];

    /// <summary>Whom the player follows. Default: nobody.</summary>
    public IReadOnlyList<EmulatedFriend> Friends { get; init; } = [];

    /// <summary>Where the player is. Default: offline, never seen.</summary>
    public EmulatedPresence Presence { get; init; } = new();

    /// <summary>What the one who asks may know: everything about oneself, of others nothing that is cloaked.</summary>
    internal EmulatedPresence PresenceFor(string xuid) => xuid == Xuid ? Presence : Presence.AsOthersSeeIt;
    /// <summary>What the player has of Minecraft. Default: the bought game, and a profile named like the gamertag.</summary>
    public EmulatedMinecraft Minecraft { get; init; } = new();

    internal bool IsCalled(string gamertag) => string.Equals(Gamertag, gamertag, StringComparison.OrdinalIgnoreCase);
}
