using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using GameAuth;
using GameAuth.Providers;

namespace MinecraftLauncher.Bedrock;

/// <summary>Reads a certificate of one's own chain. It came over TLS from Minecraft; a server, who gets chains from strangers, must verify their signatures.</summary>
internal static class BedrockCertificate
{
    public static BedrockClaims? Read(Secret certificate)
    {
        try
        {
            return certificate.Reveal().Split('.') is [_, { } payload, _]
                ? JsonSerializer.Deserialize(Base64Url.DecodeFromChars(payload), MinecraftJson.Default.BedrockClaims)
                : null;
        }
        catch (Exception unreadable) when (unreadable is FormatException or JsonException)
        {
            return null;
        }
    }
}

/// <summary>What the last certificate of a chain says.</summary>
internal sealed record BedrockClaims
{
    public BedrockPlayer? ExtraData { get; init; }

    public string? IdentityPublicKey { get; init; }

    /// <summary>Seconds since 1970.</summary>
    [JsonPropertyName("exp"), JsonConverter(typeof(WireInt64Converter))]
    public long Expires { get; init; }
}

/// <summary>The player as a server of Minecraft: Bedrock Edition sees him.</summary>
internal sealed record BedrockPlayer(string? DisplayName, string? Identity);
