namespace GameAuth.Xbox;

/// <summary>Whether a title is in Game Pass.</summary>
internal sealed class GamePassBody
{
    public string? IsGamePass { get; set; }
}
