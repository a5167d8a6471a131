namespace GameAuth.Xbox;

/// <summary>What a person tells of themselves, as the service has it.</summary>
internal sealed class PersonDetailBody
{
    public string? AccountTier { get; set; }

    public string? Bio { get; set; }

    public string? Location { get; set; }

    public string? Tenure { get; set; }

    public string? IsVerified { get; set; }

    public string? HasGamePass { get; set; }

    public string? FollowerCount { get; set; }

    public string? FollowingCount { get; set; }

    public XboxPersonDetail Read() => new()
    {
        AccountTier = Lenient.TextOrNull(AccountTier),
        Bio = Lenient.Text(Bio),
        Location = Lenient.Text(Location),
        Tenure = Lenient.TextOrNull(Tenure),
        IsVerified = Lenient.Flag(IsVerified),
        HasGamePass = Lenient.Flag(HasGamePass),
        FollowerCount = Lenient.CountOrNull(FollowerCount),
        FollowingCount = Lenient.CountOrNull(FollowingCount),
    };
}
