using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace MinecraftLauncher.Bedrock;

/// <summary>What the last certificate of a chain says.</summary>
internal sealed record BedrockClaims
{
    public BedrockPlayer? ExtraData { get; init; }

    public string? IdentityPublicKey { get; init; }

    /// <summary>Seconds since 1970.</summary>
    [JsonPropertyName("exp"), JsonConverter(typeof(WireInt64Converter))]
    public long Expires { get; init; }
}
