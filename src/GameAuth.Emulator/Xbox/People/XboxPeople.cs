namespace GameAuth.Emulator.Xbox.People;

/// <summary>
/// Everybody whom the services know, as they are now: those who can sign in, and their friends. Not thread safe: requests
/// take effect one after the other.
/// </summary>
internal sealed class XboxPeople
{
    private readonly Dictionary<string, EmulatedPlayer> _people = new(StringComparer.Ordinal);

    public XboxPeople(IReadOnlyList<EmulatedPlayer> players)
    {
        foreach (EmulatedPlayer player in players) _people[player.Xuid] = player;
        foreach (EmulatedFriend friend in players.SelectMany(player => player.Friends)) _people.TryAdd(friend.Xuid, friend.AsPlayer);
    }

    public EmulatedPlayer? Find(string? xuid) => xuid is null ? null : _people.GetValueOrDefault(xuid);

    public EmulatedPlayer? Called(string gamertag) => _people.Values.FirstOrDefault(one => one.IsCalled(gamertag));

    /// <summary>Whom a path means: <c>me</c>, or <c>xuid(…)</c>.</summary>
    public EmulatedPlayer? InPath(string segment, EmulatedPlayer caller) => segment switch
    {
        "me" => Find(caller.Xuid),
        ['x', 'u', 'i', 'd', '(', .. string xuid, ')'] => Find(xuid),
        _ => null,
    };

    public void Change(EmulatedPlayer changed) => _people[changed.Xuid] = changed;

    public IEnumerable<EmulatedTitle> AllTitles => _people.Values.SelectMany(one => one.Titles);

    public bool Follows(string follower, string followed) =>
        (Find(follower) is { } one && one.Friends.Any(friend => friend.Xuid == followed))
        || (Find(followed) is { } other && other.Friends.Any(friend => friend.Xuid == follower && friend.IsFollowingBack));

    public IEnumerable<EmulatedPlayer> FollowersOf(string xuid) => _people.Values.Where(one => one.Xuid != xuid && Follows(one.Xuid, xuid));
}
