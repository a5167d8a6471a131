using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>How live events are read: names in any case, numbers that may be strings and the other way round, dates of any precision.</summary>
[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true, Converters = [typeof(WireStringConverter), typeof(WireDateConverter)])]
[JsonSerializable(typeof(AchievementsEventBody))]
[JsonSerializable(typeof(RichPresenceBody))]
internal sealed partial class RtaJsonContext : JsonSerializerContext;
