namespace GameAuth.Xbox;

/// <summary>When a title was used.</summary>
internal sealed class TitleHistoryBody
{
    public string? LastTimePlayed { get; set; }
}
