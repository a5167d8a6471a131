using System.Text.Json.Serialization;
using GameAuth.Providers;
using GameAuth.Storage;

namespace GameAuth.Xbox;

/// <summary>How bodies are written and answers are read: Pascal case, numbers that may be strings, dates of any precision.</summary>
[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(WireSecretConverter), typeof(WireStringConverter), typeof(WireDateConverter)])]
[JsonSerializable(typeof(DeviceAuthenticateRequest))]
[JsonSerializable(typeof(TicketRequest))]
[JsonSerializable(typeof(SisuAuthenticateRequest))]
[JsonSerializable(typeof(SisuAuthenticateAnswer))]
[JsonSerializable(typeof(SisuAuthorizeRequest))]
[JsonSerializable(typeof(SisuAuthorizeAnswer))]
[JsonSerializable(typeof(XstsAuthorizeRequest))]
[JsonSerializable(typeof(XboxTokenBody))]
[JsonSerializable(typeof(XboxErrorBody))]
[JsonSerializable(typeof(XboxLimitBody))]
[JsonSerializable(typeof(EndpointListBody))]
internal sealed partial class XboxJson : JsonSerializerContext;

/// <summary>How answers of the services are read: camel case, in some places Pascal case, and every value as text, however it was typed.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    PropertyNameCaseInsensitive = true,
    AllowDuplicateProperties = false,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(WireStringConverter)])]
[JsonSerializable(typeof(ProfileBatchRequest))]
[JsonSerializable(typeof(ProfileAnswer))]
[JsonSerializable(typeof(AchievementListAnswer))]
[JsonSerializable(typeof(AchievementAnswer))]
[JsonSerializable(typeof(TitleListAnswer))]
[JsonSerializable(typeof(PresenceBatchRequest))]
[JsonSerializable(typeof(PresenceBody))]
[JsonSerializable(typeof(IReadOnlyList<PresenceBody>))]
[JsonSerializable(typeof(PeopleBatchRequest))]
[JsonSerializable(typeof(PeopleAnswer))]
[JsonSerializable(typeof(SummaryBody))]
internal sealed partial class XboxServiceJson : JsonSerializerContext;

/// <summary>How tokens are written into their sealed rows.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    Converters = [typeof(StoredSecretConverter)])]
[JsonSerializable(typeof(XboxDeviceIdentity))]
[JsonSerializable(typeof(DeviceToken))]
[JsonSerializable(typeof(StoredEndpointList))]
[JsonSerializable(typeof(MsaToken))]
[JsonSerializable(typeof(TitleToken))]
[JsonSerializable(typeof(UserToken))]
[JsonSerializable(typeof(SisuToken))]
[JsonSerializable(typeof(XstsToken))]
internal sealed partial class XboxRowJson : JsonSerializerContext;

/// <summary>How other programs' files are read: strict about types, with unknown members passed over.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(StateFile))]
[JsonSerializable(typeof(PrivateJwk))]
[JsonSerializable(typeof(PrismarineCache))]
[JsonSerializable(typeof(CmlAccount))]
[JsonSerializable(typeof(MsalRefreshToken))]
internal sealed partial class XboxImportJson : JsonSerializerContext;
