using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>How answers of the services are read: camel case, in some places Pascal case, and every value as text, however it was typed.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    PropertyNameCaseInsensitive = true,
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
internal sealed partial class XboxServiceJsonContext : JsonSerializerContext;
