using GameAuth;

namespace MinecraftLauncher.Bedrock;

/// <summary>Its answer.</summary>
internal sealed record BedrockAnswer
{
    public IReadOnlyList<Secret> Chain { get; init; } = [];
}
