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
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, AllowDuplicateProperties = false, Converters = [typeof(WireStringConverter)])]
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
[JsonSerializable(typeof(PushAddressBody))]
internal sealed partial class PsnServiceJson : JsonSerializerContext;

/// <summary>How tokens are written into their sealed rows.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(StoredSecretConverter)])]
[JsonSerializable(typeof(PsnDevice))]
[JsonSerializable(typeof(PsnGrant))]
[JsonSerializable(typeof(PsnIdentity))]
[JsonSerializable(typeof(PsnAccessToken))]
internal sealed partial class PsnRowJson : JsonSerializerContext;
