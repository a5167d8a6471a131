using System.Text.Json;

namespace GameAuth.Server.Discord;

/// <summary>What Discord says of an access token.</summary>
/// <param name="ApplicationId">The application that it was made for.</param>
/// <param name="Expires">Its end.</param>
/// <param name="Scopes">What it allows.</param>
/// <param name="UserId">Whose it is; null without the scope <c>identify</c>.</param>
internal sealed record DiscordAuthorization(string ApplicationId, DateTimeOffset Expires, IReadOnlyList<string> Scopes, string? UserId)
{
    /// <summary>Reads it; null where something is missing or has another form.</summary>
    public static DiscordAuthorization? Read(JsonElement json)
    {
        string? application = JsonMembers.Object(json, "application") is { } owner ? JsonMembers.Text(owner, "id") : null;
        string? user = JsonMembers.Object(json, "user") is { } player ? JsonMembers.Text(player, "id") : null;
        bool isWhole = DiscordText.IsSnowflake(application) && (user is null || DiscordText.IsSnowflake(user));
        return isWhole && JsonMembers.Texts(json, "scopes") is { } scopes && DiscordText.TryTime(JsonMembers.Text(json, "expires"), out DateTimeOffset expires)
            ? new DiscordAuthorization(application!, expires, scopes, user)
            : null;
    }
}

/// <summary>What became of the question whose a token is.</summary>
/// <param name="Authorization">What Discord says; null where it does not know the token, or limits it.</param>
/// <param name="LimitedFor">How long Discord takes no more calls with this token; zero where it does.</param>
internal readonly record struct FoundAuthorization(DiscordAuthorization? Authorization, TimeSpan LimitedFor = default);

/// <summary>A run of an Activity.</summary>
/// <param name="Id">Its id.</param>
/// <param name="ChannelId">The channel that it runs in; null where it was not said.</param>
/// <param name="GuildId">The guild of the channel; null for a private channel.</param>
/// <param name="Users">The ids of who is in it.</param>
internal sealed record ActivityInstance(string Id, string? ChannelId, string? GuildId, IReadOnlyList<string> Users)
{
    /// <summary>Reads it; null where it is another one's, or something is missing or has another form.</summary>
    public static ActivityInstance? Read(JsonElement json, string applicationId, string instanceId)
    {
        if (JsonMembers.Text(json, "application_id") != applicationId || JsonMembers.Text(json, "instance_id") != instanceId || JsonMembers.Texts(json, "users") is not { } users)
        {
            return null;
        }

        JsonElement? location = JsonMembers.Object(json, "location");
        return new ActivityInstance(instanceId, Place(location, "channel_id"), Place(location, "guild_id"), users);
    }

    private static string? Place(JsonElement? location, string name) =>
        location is { } place && JsonMembers.Text(place, name) is { } id && DiscordText.IsSnowflake(id) ? id : null;
}
