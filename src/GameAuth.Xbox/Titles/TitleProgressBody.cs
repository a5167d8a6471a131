namespace GameAuth.Xbox;

/// <summary>The achievements of a title, counted, as the service has them.</summary>
internal sealed class TitleProgressBody
{
    public string? CurrentAchievements { get; set; }

    public string? TotalAchievements { get; set; }

    public string? CurrentGamerscore { get; set; }

    public string? TotalGamerscore { get; set; }

    public string? ProgressPercentage { get; set; }

    public string? SourceVersion { get; set; }

    public XboxTitleProgress Read() => new()
    {
        CurrentAchievements = Lenient.Count(CurrentAchievements),
        TotalAchievements = Lenient.Count(TotalAchievements),
        CurrentGamerscore = Lenient.Count(CurrentGamerscore),
        TotalGamerscore = Lenient.Count(TotalGamerscore),
        ProgressPercentage = Math.Clamp(Lenient.Number(ProgressPercentage) ?? 0, 0, 100),
        SourceVersion = Lenient.Count(SourceVersion),
    };
}
