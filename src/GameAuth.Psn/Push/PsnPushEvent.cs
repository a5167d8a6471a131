using System.Text.Json;

namespace GameAuth.Psn;

/// <summary>Something that the service has pushed. Immutable.</summary>
public abstract class PsnPushEvent
{
    private protected PsnPushEvent(string dataType, JsonElement data)
    {
        DataType = dataType;
        Data = data;
    }

    /// <summary>What it is, in the service's words (<c>dataType</c>), such as <c>psn:sessionManager:sys:v2:ps:members:created</c>; empty for <see cref="PsnPushMissed"/>.</summary>
    public string DataType { get; }

    /// <summary>What the service said about it (<c>body.data</c>), as it came; undefined where it said nothing. It may hold ids of other players' devices: keep it out of logs.</summary>
    public JsonElement Data { get; }
}

/// <summary>Some events may have been missed: the connection was made again, the reader was too slow, or a message could not be read. Read from the service again what you need to know.</summary>
public sealed class PsnPushMissed : PsnPushEvent
{
    internal PsnPushMissed()
        : base("", default)
    {
    }
}

/// <summary>An event of a kind that has no type here, or without what its type needs: only <see cref="PsnPushEvent.DataType"/> and <see cref="PsnPushEvent.Data"/> are known.</summary>
public sealed class PsnPushOther : PsnPushEvent
{
    internal PsnPushOther(string dataType, JsonElement data)
        : base(dataType, data)
    {
    }
}

/// <summary>Something has happened to a party that the player is in, or is asked into.</summary>
public class PsnPartyEvent : PsnPushEvent
{
    internal PsnPartyEvent(PsnPartyEventKind kind, string sessionId, PsnPushPlayer? from, IReadOnlyList<PsnPushPlayer> members, string dataType, JsonElement data)
        : base(dataType, data)
    {
        Kind = kind;
        SessionId = sessionId;
        From = from;
        Members = members;
    }

    /// <summary>What has happened.</summary>
    public PsnPartyEventKind Kind { get; }

    /// <summary>The id of the party's session.</summary>
    public string SessionId { get; }

    /// <summary>Who has done it; null where the service does not say.</summary>
    public PsnPushPlayer? From { get; }

    /// <summary>The members that it is about; empty where it is about none.</summary>
    public IReadOnlyList<PsnPushPlayer> Members { get; }
}

/// <summary>The player was invited to a party. <see cref="PsnPartyEvent.From"/> is who invites.</summary>
public sealed class PsnPartyInvited : PsnPartyEvent
{
    internal PsnPartyInvited(string sessionId, PsnPushPlayer? from, IReadOnlyList<PsnPushPlayer> members, string dataType, JsonElement data)
        : base(PsnPartyEventKind.Invited, sessionId, from, members, dataType, data)
    {
    }
}

/// <summary>A player, as an event names one. Immutable.</summary>
/// <param name="AccountId">The account id, in decimal digits.</param>
/// <param name="OnlineId">The online id; null where the event has none.</param>
/// <param name="Platform">Where the player is, such as <c>PS5</c> or <c>MOBILE_APP</c>; null where the event does not say.</param>
public sealed record PsnPushPlayer(string AccountId, string? OnlineId, string? Platform);

/// <summary>What has happened to a party.</summary>
public enum PsnPartyEventKind
{
    /// <summary>It was created.</summary>
    Created,

    /// <summary>It is over.</summary>
    Deleted,

    /// <summary>The player was invited to it.</summary>
    Invited,

    /// <summary>Members have joined.</summary>
    MembersJoined,

    /// <summary>Members have left.</summary>
    MembersLeft,

    /// <summary>It has another owner.</summary>
    OwnerChanged,

    /// <summary>It has another name.</summary>
    NameChanged,

    /// <summary>Others may see it now, or may no longer.</summary>
    VisibilityChanged,

    /// <summary>Others may join it now, or may no longer.</summary>
    JoinableChanged,

    /// <summary>It takes more members, or fewer.</summary>
    MaxMembersChanged,

    /// <summary>A member's own data (<c>customData3</c>, <c>customData4</c>) has changed.</summary>
    MemberDataChanged,

    /// <summary>A member's client has sent a message to the others (<c>customMessage</c>).</summary>
    Message,
}
