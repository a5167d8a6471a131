using GameAuth.Emulator.Discord;
using GameAuth.Emulator.Discord.Client;

namespace GameAuth.Emulator;

/// <summary>A made-up application of Discord's developer portal.</summary>
public sealed record EmulatedDiscordApplication
{
    /// <summary>The application of an emulator whose options name none. Make your own with <c>with</c>.</summary>
    public static EmulatedDiscordApplication Default { get; } = new() { Id = "930000000000000001" };

    /// <summary>The application's id, which is its client id too: a snowflake in decimal digits. Its key pair is made of it, the same in every run.</summary>
    public required string Id { get; init; }

    /// <summary>The name that the player sees. Default: <c>Emulated Activity</c>.</summary>
    public string Name { get; init; } = "Emulated Activity";

    /// <summary>The client secret. Default: a made-up one.</summary>
    public string ClientSecret { get; init; } = "synthetic-discord-client";

    /// <summary>The bot token. Default: a made-up one. Applications do not share it.</summary>
    public string BotToken { get; init; } = "synthetic-discord-bot";

    /// <summary>Where a browser may be sent with a code; compared character by character, the port included. Without one there are no codes of an Activity either. Default: <c>http://127.0.0.1:53700/discord</c>.</summary>
    public IReadOnlyList<string> RedirectUris { get; init; } = ["http://127.0.0.1:53700/discord"];

    /// <summary>Where events are sent: an address on loopback. Null (the default) for nowhere.</summary>
    public Uri? WebhookUri { get; init; }
}

/// <summary>A run of an Activity, as the service tells an application's bot.</summary>
public sealed record EmulatedDiscordInstance
{
    /// <summary>The id of the instance, such as <c>i-1234-gc-5678-9</c>.</summary>
    public required string InstanceId { get; init; }

    /// <summary>The application's id; null (the default) for the first application.</summary>
    public string? ApplicationId { get; init; }

    /// <summary>The id of the launch: a snowflake. Default: one that is made of the instance's id.</summary>
    public string? LaunchId { get; init; }

    /// <summary>The channel: a snowflake. Default: <c>910000000000000001</c>.</summary>
    public string ChannelId { get; init; } = "910000000000000001";

    /// <summary>The guild: a snowflake; null for a private channel. Default: <c>920000000000000001</c>.</summary>
    public string? GuildId { get; init; } = "920000000000000001";

    /// <summary>Who is in it: usernames of this emulator's, or ids of others. Default: nobody.</summary>
    public IReadOnlyList<string> Users { get; init; } = [];
}

/// <summary>What makes no sense about users, applications and instances, in words that name the member; scenarios and options are held to the same.</summary>
internal static class DiscordCheck
{
    public static string? ProblemOf(DiscordEmulatorOptions options)
    {
        IReadOnlyList<EmulatedDiscordUser> users = DiscordAuthority.UsersOf(options);
        IReadOnlyList<EmulatedDiscordApplication> applications = DiscordAuthority.ApplicationsOf(options);
        return ProblemOf(users) ?? ProblemOf(applications) ?? options.Instances.Select(instance => ProblemOf(instance, users, applications)).OfType<string>().FirstOrDefault() ?? ProblemOfNumbers(options)
            ?? (options.Client is { } client ? ProblemOf(client) : null);
    }

    public static string? ProblemOf(EmulatedDiscordInstance instance, IReadOnlyList<EmulatedDiscordUser> users, IReadOnlyList<EmulatedDiscordApplication> applications)
    {
        if (instance.InstanceId.Length == 0) { return "an instance needs an instanceId"; }
        if (instance.ApplicationId is { } id && applications.All(one => one.Id != id)) { return $"the instance {instance.InstanceId} is of the application '{id}', which is not registered"; }
        return instance.Users.FirstOrDefault(name => !IsSnowflake(name) && !users.Any(user => user.IsCalled(name))) is { } stranger
            ? $"the user '{stranger}' of the instance {instance.InstanceId} is neither a username nor an id"
            : null;
    }

    private static string? ProblemOf(DiscordClientOptions client)
    {
        if (client.UrlMappings.Keys.FirstOrDefault(one => !one.StartsWith('/')) is { } prefix) { return $"the prefix '{prefix}' of a URL mapping must begin with a slash"; }
        return client.UrlMappings.FirstOrDefault(one => !ActivityProxy.IsHere(one.Value)) is { Key: { } far }
            ? $"the URL mapping '{far}' must lead to http or https on loopback: an emulator sends nothing further"
            : null;
    }

    private static string? ProblemOf(IReadOnlyList<EmulatedDiscordUser> users)
    {
        if (users.Any(user => user.Username.Length == 0)) { return "a user needs a username"; }
        if (users.FirstOrDefault(user => !IsSnowflake(user.Id)) is { } odd) { return $"the userId of {odd.Username} must be 17 to 20 decimal digits, as a text"; }
        if (Repeated(users.Select(user => user.Username)) is { } name) { return $"two users have the username {name}"; }
        return Repeated(users.Select(user => user.Id)) is { } id ? $"two users have the userId {id}" : null;
    }

    private static string? ProblemOf(IReadOnlyList<EmulatedDiscordApplication> applications)
    {
        if (applications.FirstOrDefault(one => !IsSnowflake(one.Id)) is { } odd) { return $"the id '{odd.Id}' of an application must be 17 to 20 decimal digits, as a text"; }
        if (Repeated(applications.Select(one => one.Id)) is { } id) { return $"two applications have the id {id}"; }
        if (applications.FirstOrDefault(one => one.BotToken.Length == 0 || one.ClientSecret.Length == 0) is { } bare) { return $"the application {bare.Id} needs a clientSecret and a botToken"; }
        if (applications.GroupBy(one => one.BotToken, StringComparer.Ordinal).Any(same => same.Count() > 1)) { return "two applications have the same botToken"; }
        if (applications.SelectMany(one => one.RedirectUris).FirstOrDefault(one => !Uri.TryCreate(one, UriKind.Absolute, out _)) is { } redirect) { return $"the redirect '{redirect}' must be an absolute address"; }
        return applications.FirstOrDefault(one => one.WebhookUri is { } address && !(address is { IsAbsoluteUri: true, IsLoopback: true, Scheme: "http" or "https" })) is { } far
            ? $"the webhookUri of the application {far.Id} must be http or https on loopback: an emulator sends nothing further"
            : null;
    }

    private static string? ProblemOfNumbers(DiscordEmulatorOptions options)
    {
        if (options.InvalidTokenCode is not (0 or 40001 or 50025)) { return "invalidTokenCode must be 0, 40001 or 50025"; }
        return options.GlobalLimit < 0 || options.BucketLimit < 1 || options.InvalidRequestLimit < 0 || options.BucketWindow <= TimeSpan.Zero || options.InvalidRequestWindow <= TimeSpan.Zero || options.BanDuration <= TimeSpan.Zero
            ? "a limit must be 0 or more (bucketLimit 1 or more), and a window or banDuration longer than no time"
            : null;
    }

    private static bool IsSnowflake(string text) => text.Length is >= 17 and <= 20 && text.All(char.IsAsciiDigit);

    private static string? Repeated(IEnumerable<string> names) =>
        names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Count() > 1)?.Key;
}
