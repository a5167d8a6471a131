using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Toy;

/// <summary>What toy.test answers: one shape with what applies.</summary>
internal sealed record ToyBody
{
    [JsonConverter(typeof(WireSecretConverter))]
    public Secret? DeviceToken { get; init; }

    [JsonConverter(typeof(WireSecretConverter))]
    public Secret? AccessToken { get; init; }

    [JsonConverter(typeof(WireSecretConverter))]
    public Secret? RefreshToken { get; init; }

    [JsonConverter(typeof(WireSecretConverter))]
    public Secret? SessionToken { get; init; }

    [JsonConverter(typeof(WireSecretConverter))]
    public Secret? BadgeToken { get; init; }

    public int? ExpiresIn { get; init; }

    public DateTimeOffset? SignInExpiresAt { get; init; }

    public string? Subject { get; init; }

    public string? Name { get; init; }

    public string? Error { get; init; }

    public string? Code { get; init; }
}
