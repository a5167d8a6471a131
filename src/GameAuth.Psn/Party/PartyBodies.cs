using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Psn;

/// <summary>The answer with the parties.</summary>
internal sealed class PartyListAnswer
{
    [JsonConverter(typeof(WireListConverter<PartyBody>))]
    public IReadOnlyList<PartyBody>? Parties { get; set; }
}

/// <summary>A party as the service has it.</summary>
internal sealed class PartyBody
{
    public string? SessionId { get; set; }
    public string? SessionName { get; set; }
    public string? Owner { get; set; }
    public string? MaxMembers { get; set; }
    public string? PartyJoinable { get; set; }
    public string? PartyRequestToJoinable { get; set; }
    public string? VisibilityType { get; set; }
    public string? JoinableUserType { get; set; }

    [JsonConverter(typeof(WireListConverter<PartyMemberBody>))]
    public IReadOnlyList<PartyMemberBody> Members { get; set; } = [];

    public PsnParty? Read(PsnAccount account) => !PsnArguments.IsId(SessionId) ? null : new PsnParty(account, SessionId)
    {
        Name = FieldParser.Text(SessionName),
        Members = [.. Members.Where(static one => PsnArguments.IsAccountId(one.AccountId))
            .Select(static one => new PsnPartyMember(one.AccountId!, ServerText.NameOrNull(one.OnlineId), FieldParser.TextOrNull(one.Platform)))],
        OwnerId = PsnArguments.IsAccountId(Owner) ? Owner : null,
        MaxMembers = FieldParser.CountOrNull(MaxMembers),
        IsJoinable = FieldParser.Flag(PartyJoinable),
        IsRequestable = FieldParser.Flag(PartyRequestToJoinable),
        Visibility = FieldParser.Text(VisibilityType),
        JoinableBy = FieldParser.Text(JoinableUserType),
    };
}

/// <summary>A member as the service has it.</summary>
internal sealed class PartyMemberBody
{
    public string? AccountId { get; set; }
    public string? OnlineId { get; set; }
    public string? Platform { get; set; }
}

/// <summary>The answer with the invitations.</summary>
internal sealed class PartyInvitationsAnswer
{
    [JsonConverter(typeof(WireListConverter<PartyBody>))]
    public IReadOnlyList<PartyBody>? Invitations { get; set; }
}

/// <summary>The answer with the party that was created.</summary>
internal sealed class PartyCreatedAnswer
{
    [JsonPropertyName("v2PartySessions")]
    [JsonConverter(typeof(WireListConverter<PartyBody>))]
    public IReadOnlyList<PartyBody>? Parties { get; set; }
}

/// <summary>The question for the parties.</summary>
internal sealed record PartyListRequest(IReadOnlyList<string> GroupInvitedPartySessions);

/// <summary>A member who comes in. Nothing in it is the caller's: the shape is that of the captures.</summary>
internal sealed class NewMember
{
    /// <summary>What a member says of itself, before and after it is in: an array of ten texts, of which the second says that it is there.</summary>
    private static readonly string[] States = ["""["","","1","0","6.2.0","0","0","0","",""]""", """["","AgAAAA==","1","0","6.2.0","0","0","0","",""]"""];

    public static readonly string Entering = Encode(States[0]);
    public static readonly string Entered = Encode(States[1]);

    public string AccountId => "me";

    public string CustomData4 => Entering;

    public string Platform => "me";

    public required IReadOnlyList<PushContext> PushContexts { get; init; }

    public bool VoiceChatActivated => true;

    public static NewMember Of(Guid context) => new() { PushContexts = [new PushContext(context)] };

    private static string Encode(string text) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text));
}

/// <summary>Where a member hears of the party.</summary>
internal sealed record PushContext(Guid ContextId);

/// <summary>The body of a join.</summary>
internal sealed record JoinRequest(IReadOnlyList<NewMember> Members);

/// <summary>The body of the second step of a join.</summary>
internal sealed record MemberPatch(string CustomData4);

/// <summary>The body of a creation.</summary>
internal sealed record CreateRequest([property: JsonPropertyName("v2PartySessions")] IReadOnlyList<NewParty> Parties);

/// <summary>A party that is created.</summary>
internal sealed record NewParty(string SessionName, string VisibilityType, string JoinableUserType, IReadOnlyList<NewMember> Members)
{
    public string SessionType => "ROOM";

    public int MaxMembers => 16;
}

/// <summary>The body of a rename.</summary>
internal sealed record PartyPatch(string SessionName);

/// <summary>The body of an invitation.</summary>
internal sealed record InviteRequest(IReadOnlyList<Invitee> Invitations)
{
    public string InvitationType => "NORMAL";

    public IReadOnlyList<string> InvitationsToGroups => [];
}

/// <summary>Who is invited.</summary>
internal sealed record Invitee(InviteeAccount To);

/// <summary>The account of who is invited.</summary>
internal sealed record InviteeAccount(string AccountId);
