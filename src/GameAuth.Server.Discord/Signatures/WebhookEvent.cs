using System.Text.Json;

namespace GameAuth.Server.Discord;

/// <summary>A webhook event whose signature was right (docs, "Webhook Events", payload structure).</summary>
/// <param name="ApplicationId">The application.</param>
/// <param name="IsDeauthorization">Whether it is <c>APPLICATION_DEAUTHORIZED</c>; the members after this one are of such events alone.</param>
/// <param name="UserId">Who took the permission away.</param>
/// <param name="Timestamp">When, as it was written.</param>
/// <param name="At">When (UTC).</param>
internal sealed record WebhookEvent(string ApplicationId, bool IsDeauthorization, string UserId = "", string Timestamp = "", DateTimeOffset At = default)
{
    private const int Ping = 0;
    private const int Event = 1;

    /// <summary>Reads it; null where it has another form.</summary>
    public static WebhookEvent? Read(ReadOnlyMemory<byte> body)
    {
        using JsonDocument? document = StrictDocument.Parse(body);
        return document?.RootElement is { } root && JsonMembers.Text(root, "application_id") is { } application
            ? JsonMembers.Integer(root, "type") switch
            {
                Ping => new WebhookEvent(application, IsDeauthorization: false),
                Event when JsonMembers.Object(root, "event") is { } happened => Read(application, happened),
                _ => null,
            }
            : null;
    }

    private static WebhookEvent? Read(string application, JsonElement happened)
    {
        if (JsonMembers.Text(happened, "type") != "APPLICATION_DEAUTHORIZED")
        {
            return JsonMembers.Text(happened, "type") is null ? null : new WebhookEvent(application, IsDeauthorization: false);
        }

        JsonElement? user = JsonMembers.Object(happened, "data") is { } data ? JsonMembers.Object(data, "user") : null;
        string? id = user is { } player ? JsonMembers.Text(player, "id") : null;
        return DiscordText.IsSnowflake(id) && JsonMembers.Text(happened, "timestamp") is { } timestamp && DiscordText.TryTime(timestamp, out DateTimeOffset at)
            ? new WebhookEvent(application, IsDeauthorization: true, id!, timestamp, at)
            : null;
    }
}
