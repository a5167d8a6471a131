using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using GameAuth.Providers;
using GameAuth.Storage;

namespace GameAuth.Psn;

/// <summary>How refusals are read: snake case, numbers that may be strings.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(WireStringConverter)])]
[JsonSerializable(typeof(PsnSignInErrorBody))]
[JsonSerializable(typeof(PsnApiErrorBody))]
internal sealed partial class PsnJson : JsonSerializerContext;

/// <summary>How answers of the API are read: camel case, and every value as text, however it was typed.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, AllowDuplicateProperties = false, Converters = [typeof(WireStringConverter), typeof(WireSecretConverter)])]
[JsonSerializable(typeof(OwnAccountBody))]
[JsonSerializable(typeof(ProfileBody))]
[JsonSerializable(typeof(LegacyProfileAnswer))]
[JsonSerializable(typeof(FriendListAnswer))]
[JsonSerializable(typeof(PresenceAnswer))]
[JsonSerializable(typeof(PresenceListAnswer))]
[JsonSerializable(typeof(TrophySummaryBody))]
[JsonSerializable(typeof(TrophyTitleListAnswer))]
[JsonSerializable(typeof(TrophyGroupListAnswer))]
[JsonSerializable(typeof(EarnedTrophyListAnswer))]
[JsonSerializable(typeof(PartyListAnswer))]
[JsonSerializable(typeof(PartyInvitationsAnswer))]
[JsonSerializable(typeof(PartyCreatedAnswer))]
[JsonSerializable(typeof(BridgeAnswer))]
[JsonSerializable(typeof(PeerAnswer))]
[JsonSerializable(typeof(OfferAnswer))]
internal sealed partial class PsnServiceJson : JsonSerializerContext;

/// <summary>How bodies are written: camel case, and no character escaped that JSON takes as it is.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PartyListRequest))]
[JsonSerializable(typeof(CreateRequest))]
[JsonSerializable(typeof(JoinRequest))]
[JsonSerializable(typeof(MemberPatch))]
[JsonSerializable(typeof(PartyPatch))]
[JsonSerializable(typeof(InviteRequest))]
[JsonSerializable(typeof(LinkRequest))]
[JsonSerializable(typeof(AnswerRequest))]
internal sealed partial class PsnBodyJson : JsonSerializerContext
{
    public static PsnBodyJson Text { get; } = new(new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}

/// <summary>How tokens are written into their sealed rows.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(StoredSecretConverter)])]
[JsonSerializable(typeof(PsnDevice))]
[JsonSerializable(typeof(PsnGrant))]
[JsonSerializable(typeof(PsnIdentity))]
[JsonSerializable(typeof(PsnOpenParty))]
internal sealed partial class PsnRowJson : JsonSerializerContext;
