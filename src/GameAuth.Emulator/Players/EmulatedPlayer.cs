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
        Gamertag = "EmuPlayer1", Xuid = "2814600000000001", Gamerscore = 4242, Titles = DefaultPlayerData.Titles, Friends = DefaultPlayerData.Friends,
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

/// <summary>Where a player is, as the presence service tells others.</summary>
public sealed record EmulatedPresence
{
    /// <summary>Whether the player is there. Default: offline.</summary>
    public EmulatedPresenceState State { get; init; }

    /// <summary>The device the player is on, or was last seen on, such as <c>XboxOne</c>, <c>Scarlett</c>, <c>Win32</c>. Default: <c>Scarlett</c>.</summary>
    public string DeviceType { get; init; } = "Scarlett";

    /// <summary>The title the player is in, or was last seen in: decimal digits. Default: that of the home screen.</summary>
    public string TitleId { get; init; } = "750323071";

    /// <summary>That title's name. Default: <c>Home</c>.</summary>
    public string TitleName { get; init; } = "Home";

    /// <summary>What the title says about the player, such as <c>In the cellar, level 3</c>; null for nothing.</summary>
    public string? RichPresence { get; init; }

    /// <summary>When an offline player was last seen; null when the service does not say.</summary>
    public DateTimeOffset? LastSeen { get; init; }

    /// <summary>Looks offline, and never seen, to everybody else. Default: false.</summary>
    public bool IsCloaked { get; init; }

    internal bool IsThere => State is not EmulatedPresenceState.Offline;

    /// <summary>What others may know.</summary>
    internal EmulatedPresence AsOthersSeeIt => IsCloaked ? new EmulatedPresence() : this;
}

/// <summary>Whether a player is there.</summary>
public enum EmulatedPresenceState
{
    /// <summary>Signed in nowhere.</summary>
    Offline,

    /// <summary>Signed in, and in a title.</summary>
    Online,

    /// <summary>Signed in, but idle.</summary>
    Away,
}

/// <summary>What a made-up person has of Minecraft: Java Edition. Bedrock Edition asks for none of it: any Xbox account gets a chain.</summary>
public sealed record EmulatedMinecraft
{
    /// <summary>By what right the person plays. Default: bought.</summary>
    public MinecraftLicense License { get; init; }

    /// <summary>Whether the person has chosen a name to play under; without one the profile is answered with 404, whatever the license. Default: true.</summary>
    public bool HasProfile { get; init; } = true;

    /// <summary>
    /// The name of the profile: 1 to 16 letters A to Z, digits or underscores. Null (the default) for the gamertag without what
    /// such a name cannot have.
    /// </summary>
    public string? ProfileName { get; init; }

    /// <summary>The id of the profile. Null (the default) for one that is made of the xuid, the same in every run.</summary>
    public Guid? ProfileId { get; init; }
}

/// <summary>By what right a player plays Minecraft: Java Edition.</summary>
public enum MinecraftLicense
{
    /// <summary>Bought the game: both lists of entitlements have it.</summary>
    Purchase,

    /// <summary>A subscriber of Game Pass: only the list of licenses has the game, and names its source.</summary>
    GamePass,

    /// <summary>No right at all: both lists are empty.</summary>
    None,
}

/// <summary>What makes no sense about a player, in words that name the member; scenarios and options are held to the same.</summary>
internal static class PlayerCheck
{
    public static string? ProblemOf(EmulatedPlayer player)
    {
        if (Names.Repeated(player.Titles.Select(title => title.TitleId)) is { } title) { return $"two titles have the titleId {title}"; }
        if (Names.Repeated(player.Titles.Select(one => one.ServiceConfigId)) is { } scid) { return $"two titles have the serviceConfigId {scid}"; }
        if (Names.Repeated(player.Friends.Select(friend => friend.Xuid)) is { } xuid) { return $"two friends have the xuid {xuid}"; }
        if (player.Friends.Any(friend => friend.Xuid == player.Xuid)) { return "nobody is a friend of their own"; }
        return player.Friends.Select(friend => XuidProblem(friend.Xuid)).Append(XuidProblem(player.Xuid)).OfType<string>().FirstOrDefault()
            ?? player.Titles.Select(ProblemOf).OfType<string>().FirstOrDefault();
    }

    private static string? ProblemOf(EmulatedTitle title)
    {
        if (!uint.TryParse(title.TitleId, System.Globalization.NumberStyles.None, null, out _))
        {
            return $"the titleId '{title.TitleId}' must be the decimal digits of an unsigned 32-bit number, as a text";
        }

        if (!Guid.TryParseExact(title.ServiceConfigId, "D", out Guid scid) || scid.ToString() != title.ServiceConfigId)
        {
            return $"the serviceConfigId '{title.ServiceConfigId}' must be a GUID in lower case, such as e0000000-0000-4000-8000-00000000000a";
        }

        if (title.SourceVersion is not (1 or 2)) { return $"the sourceVersion of title {title.TitleId} must be 2, or 1 for Xbox 360"; }
        if (Names.Repeated(title.Achievements.Select(one => one.Id)) is { } id) { return $"two achievements of title {title.TitleId} have the id {id}"; }
        return title.Achievements.FirstOrDefault(one => one.Target < 1 || one.Current < 0 || one.Gamerscore < 0) is { } odd
            ? $"achievement {odd.Id} of title {title.TitleId} needs a target from 1, and current and gamerscore from 0"
            : null;
    }

    private static string? XuidProblem(string xuid) =>
        ulong.TryParse(xuid, System.Globalization.NumberStyles.None, null, out _) ? null : $"the xuid '{xuid}' must be decimal digits of an unsigned 64-bit number, as a text";
}
