namespace GameAuth.Xbox;

/// <summary>What a player does in a title.</summary>
internal sealed class ActivityBody
{
    public string? RichPresence { get; set; }
}
