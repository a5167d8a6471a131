namespace GameAuth.Xbox;

/// <summary>The answer of <c>/users/xuid(…)/achievements/{scid}/{id}</c>.</summary>
internal sealed class AchievementAnswer
{
    public AchievementBody? Achievement { get; set; }
}
