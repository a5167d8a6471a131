using System.Text.Json.Serialization;
using GameAuth.Storage;
using GameAuth.Toy;

namespace GameAuth.Tests.Lifetime;

public sealed record Note(string Text, Secret? Token = null);

public sealed record Room(string Door, DateTimeOffset? EndsAt = null);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(StoredSecretConverter)])]
[JsonSerializable(typeof(Note))]
[JsonSerializable(typeof(Room))]
[JsonSerializable(typeof(ToyGrant))]
internal sealed partial class LifetimeJson : JsonSerializerContext;
