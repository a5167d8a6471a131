using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Xbox.Realtime;

/// <summary>What a client may subscribe to: which player's, what, and of which service configuration.</summary>
internal sealed record RtaResource(string Uri, string Xuid, RtaTopic Topic, string? ServiceConfigId)
{
    private static readonly PathTemplate RichPresence = new("https://userpresence.xboxlive.com/users/xuid({xuid})/richpresence");
    private static readonly PathTemplate Achievements = new("https://achievements.xboxlive.com/users/xuid({xuid})/achievements/{scid}");
    private static readonly PathTemplate Friends = new("https://social.xboxlive.com/users/xuid({xuid})/friends");

    /// <returns>The resource; null for an address that is none, letter by letter: a scid in upper case is another one.</returns>
    public static RtaResource? Read(string uri)
    {
        if (RichPresence.Read(uri) is [string watched]) return new(uri, watched, RtaTopic.RichPresence, null);
        if (Achievements.Read(uri) is [string player, string scid]) return new(uri, player, RtaTopic.Achievements, scid);
        return Friends.Read(uri) is [string popular] ? new(uri, popular, RtaTopic.Friends, null) : null;
    }
}
