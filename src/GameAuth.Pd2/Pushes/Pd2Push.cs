using System.Text.Json;

namespace GameAuth.Pd2;

/// <summary>Something that the service pushed: a <see cref="Pd2Notification"/>, a <see cref="Pd2Message"/>, or a <see cref="Pd2Gap"/>. Immutable.</summary>
public abstract class Pd2Push
{
    private protected Pd2Push()
    {
    }
}

/// <summary>A notification, such as of an offer. What the service sent stays open in <see cref="Json"/>; a member that is missing or of another type is null.</summary>
public sealed class Pd2Notification : Pd2Push
{
    internal Pd2Notification(JsonElement json) => Json = json;

    /// <summary>All that the service sent.</summary>
    public JsonElement Json { get; }

    /// <summary>The id of the notification.</summary>
    public string? Id => Pd2Fields.IdOf(Json, "_id");

    /// <summary>What it is of, in the service's word: <c>offer_received</c> and others.</summary>
    public string? Type => Pd2Fields.TextOf(Json, "type");

    /// <summary>Whether somebody has made an offer.</summary>
    public bool IsOffer => Type is "offer_received";

    /// <summary>The listing that it is about.</summary>
    public string? ListingId => Pd2Fields.MemberOf(Json, "data") is { } data ? Pd2Fields.IdOf(data, "listing_id") : null;

    /// <summary>What it says; it has been cleaned.</summary>
    public string? Text => Pd2Fields.MemberOf(Json, "meta") is { } meta ? Pd2Fields.TextOf(meta, "string") : null;

    /// <summary>When it was made (UTC).</summary>
    public DateTimeOffset? CreatedAt => Pd2Fields.DateOf(Json, "created_at");

    /// <summary>Not its content.</summary>
    /// <returns>The type and the id.</returns>
    public override string ToString() => $"{Type} {Id}";
}

/// <summary>A message of a conversation. What the service sent stays open in <see cref="Json"/>; a member that is missing or of another type is null.</summary>
public sealed class Pd2Message : Pd2Push
{
    internal Pd2Message(JsonElement json) => Json = json;

    /// <summary>All that the service sent.</summary>
    public JsonElement Json { get; }

    /// <summary>The id of the message.</summary>
    public string? Id => Pd2Fields.IdOf(Json, "_id");

    /// <summary>The conversation that it belongs to.</summary>
    public string? ConversationId => Pd2Fields.IdOf(Json, "conversation_id");

    /// <summary>The id of the player who wrote it.</summary>
    public string? SenderId => Pd2Fields.IdOf(Json, "sender_id");

    /// <summary>What it says; it has been cleaned.</summary>
    public string? Text => Pd2Fields.TextOf(Json, "content");

    /// <summary>When it was written (UTC).</summary>
    public DateTimeOffset? CreatedAt => Pd2Fields.DateOf(Json, "created_at");

    /// <summary>Not its content.</summary>
    /// <returns>The conversation and the id.</returns>
    public override string ToString() => $"{ConversationId} {Id}";
}

/// <summary>Some pushes may have been missed: the connection was made anew, or the reader was too slow. Whoever needs all of them reads the state again.</summary>
public sealed class Pd2Gap : Pd2Push
{
    internal Pd2Gap()
    {
    }
}
