using System.Collections.Frozen;

namespace GameAuth.Discord;

/// <summary>Names and addresses of Discord. A game's backend has none of its own here: it is <see cref="DiscordOptions.Backend"/>.</summary>
public static class DiscordDefaults
{
    /// <summary>The provider's name in account ids, errors and events: <c>discord</c>.</summary>
    public const string Provider = "discord";

    /// <summary>The section of the host's configuration that holds the default registration: <c>GameAuth:Discord</c>.</summary>
    public const string ConfigurationSection = "GameAuth:Discord";

    /// <summary>The one scope that a sign-in asks for: <c>identify</c>. The backend needs no more, and a session carries no right at Discord.</summary>
    public const string Scope = "identify";

    /// <summary>The live base addresses by name: <c>discord</c> (the page where players allow the application; only opened in a browser). Names are compared without regard to case.</summary>
    public static IReadOnlyDictionary<string, Uri> Endpoints { get; } = new Dictionary<string, Uri>
    {
        [DiscordEndpoint.Discord] = new("https://discord.com"),
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
}

/// <summary>The names of the endpoints, as configuration has them.</summary>
internal static class DiscordEndpoint
{
    public const string Discord = "discord";
    public const string Backend = "backend";
}

/// <summary>The paths of the session server.</summary>
internal static class BackendPath
{
    public const string Exchange = "/api/auth/discord/exchange";
    public const string Refresh = "/api/auth/refresh";
    public const string Logout = "/api/auth/logout";

    public static string Join(string room) => $"/api/rooms/{Uri.EscapeDataString(room)}/join";
}

/// <summary>The names of the steps, in errors and logs.</summary>
internal static class DiscordStep
{
    public const string Authorization = "authorization";
    public const string Activity = "activity";
    public const string Exchange = "exchange";
    public const string Refresh = "refresh";
    public const string Logout = "logout";
    public const string WhoAmI = "own account";
    public const string Proof = "proof";
    public const string Realtime = "realtime";
    public const string Ticket = "room ticket";
    public const string Join = "room join";
    public const string Leave = "room leave";
    public const string Message = "room message";
}
