using System.Buffers.Text;
using System.Text.Json;
using GameAuth;

namespace MinecraftLauncher.Bedrock;

/// <summary>Reads a certificate of one's own chain. It came over TLS from Minecraft; a server, who gets chains from strangers, must verify their signatures.</summary>
internal static class BedrockCertificate
{
    public static BedrockClaims? Read(Secret certificate)
    {
        try
        {
            return certificate.Reveal().Split('.') is [_, { } payload, _]
                ? JsonSerializer.Deserialize(Base64Url.DecodeFromChars(payload), MinecraftWire.Default.BedrockClaims)
                : null;
        }
        catch (Exception unreadable) when (unreadable is FormatException or JsonException)
        {
            return null;
        }
    }
}
