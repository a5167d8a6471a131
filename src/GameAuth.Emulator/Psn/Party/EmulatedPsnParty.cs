using GameAuth.Emulator.Psn;

namespace GameAuth.Emulator;

/// <summary>A party of PlayStation Network: one that is to be there, or as one is now.</summary>
public sealed record EmulatedPsnParty
{
    /// <summary>The id of the session. Null (the default) for a new one, where a party is made.</summary>
    public string? SessionId { get; init; }

    /// <summary>The name. Default: none.</summary>
    public string Name { get; init; } = "";

    /// <summary>The online ids of those who are in it, the owner first.</summary>
    public required IReadOnlyList<string> Members { get; init; }

    /// <summary>The online ids of those who may join because they were invited. Default: nobody.</summary>
    public IReadOnlyList<string> Invited { get; init; } = [];

    /// <summary>Whether friends of a member see it and may join. Default: false, only who is invited.</summary>
    public bool IsForFriends { get; init; }

    /// <summary>How many may be in it. Default: 16.</summary>
    public int MaxMembers { get; init; } = 16;

    /// <summary>What makes no sense; null when it does.</summary>
    internal static string? ProblemOf(EmulatedPsnParty party, IReadOnlyCollection<EmulatedPsnPlayer> players)
    {
        if (party.Members.Count == 0) { return "a party has a member"; }
        if (party.MaxMembers < party.Members.Count) { return "a party has more members than it may have"; }
        if (party.SessionId is { } id && !PsnText.IsUuid(id)) { return $"the sessionId '{id}' must be a UUID"; }
        return party.Members.Concat(party.Invited).FirstOrDefault(name => !players.Any(player => player.IsCalled(name))) is { } stranger ? $"nobody is called '{stranger}'" : null;
    }
}

/// <summary>A voice bridge as it is now: made by a player, linked to a party, with that player's peers. One that was deleted is gone.</summary>
/// <param name="BridgeId">The id.</param>
/// <param name="OnlineId">Who made it.</param>
/// <param name="SessionId">The party that it is linked to; null for none.</param>
/// <param name="IsKnown">Whether the client can know of it: false while the answer that named it may be lost and no request has named it.</param>
/// <param name="Peers">What was added to it and not dropped.</param>
public sealed record EmulatedPsnBridge(string BridgeId, string OnlineId, string? SessionId, bool IsKnown, IReadOnlyList<EmulatedPsnPeer> Peers);

/// <summary>A peer of a voice bridge.</summary>
/// <param name="PeerId">The id.</param>
/// <param name="IsAnswered">Whether the last offer was answered.</param>
/// <param name="IsKnown">Whether the client can know of it, as with <see cref="EmulatedPsnBridge.IsKnown"/>.</param>
public sealed record EmulatedPsnPeer(string PeerId, bool IsAnswered, bool IsKnown);
