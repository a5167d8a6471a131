using GameAuth.Emulator;

namespace GameAuth.Activity.Tests.World;

/// <summary>The hosts that the browser knows. All of them lead to a port of loopback, and no other name leads anywhere.</summary>
internal static class Names
{
    public const string Discord = "discord.com";

    /// <summary>A site that has nothing to do with Discord.</summary>
    public const string Stranger = "stranger.example";

    /// <summary>The Activity of another application.</summary>
    public const string OtherActivity = "940000000000000002.discordsays.com";

    public static string Activity { get; } = EmulatedDiscordApplication.Default.Id + ".discordsays.com";

    /// <summary>For Chromium's <c>--host-resolver-rules</c>.</summary>
    public static string RulesFor(int port) =>
        string.Join(", ", new[] { Discord, "*.discordsays.com", Stranger }.Select(name => $"MAP {name}:443 127.0.0.1:{port}").Append("MAP * ~NOTFOUND"));

    public static Uri OriginOf(string name) => new("https://" + name);
}
