using System.Text.Json;
using System.Text.Json.Serialization;
using GameAuth.Providers;
using GameAuth.Storage;

namespace GameAuth.Discord;

/// <summary>How answers and frames are read: snake case, numbers that may be strings.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(WireSecretConverter), typeof(WireStringConverter)])]
[JsonSerializable(typeof(BackendErrorBody))]
[JsonSerializable(typeof(SessionBody))]
[JsonSerializable(typeof(RoomTicketBody))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class DiscordJson : JsonSerializerContext;

/// <summary>How tokens are written into their sealed rows.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(StoredSecretConverter)])]
[JsonSerializable(typeof(DiscordDevice))]
[JsonSerializable(typeof(DiscordGrant))]
[JsonSerializable(typeof(DiscordIdentity))]
internal sealed partial class DiscordRowJson : JsonSerializerContext;
