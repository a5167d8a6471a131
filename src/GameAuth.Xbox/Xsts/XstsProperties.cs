namespace GameAuth.Xbox;

/// <summary>The tokens that an XSTS token is asked for with.</summary>
internal sealed class XstsProperties
{
    public required string SandboxId { get; init; }

    public required IReadOnlyList<string> UserTokens { get; init; }

    public string? DeviceToken { get; init; }

    public string? TitleToken { get; init; }
}
