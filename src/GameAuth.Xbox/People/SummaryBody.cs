namespace GameAuth.Xbox;

/// <summary>The answer of <c>/summary</c> of social.xboxlive.com.</summary>
internal sealed class SummaryBody
{
    public string? TargetFollowingCount { get; set; }

    public string? TargetFollowerCount { get; set; }

    public string? IsCallerFollowingTarget { get; set; }

    public string? IsTargetFollowingCaller { get; set; }

    public string? HasCallerMarkedTargetAsFavorite { get; set; }

    public string? HasCallerMarkedTargetAsIdentityShared { get; set; }

    /// <summary>The summary; null where it has neither number.</summary>
    public XboxSocialSummary? Read() => Lenient.CountOrNull(TargetFollowingCount) is not { } following || Lenient.CountOrNull(TargetFollowerCount) is not { } followers
        ? null
        : new XboxSocialSummary
        {
            FollowingCount = following,
            FollowerCount = followers,
            IsFollowedByCaller = Lenient.Flag(IsCallerFollowingTarget),
            IsFollowingCaller = Lenient.Flag(IsTargetFollowingCaller),
            IsFavorite = Lenient.Flag(HasCallerMarkedTargetAsFavorite),
            IsIdentityShared = Lenient.Flag(HasCallerMarkedTargetAsIdentityShared),
        };
}
