using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>A person as the service has it.</summary>
internal sealed class PersonBody
{
    public string? Xuid { get; set; }
    public string? Gamertag { get; set; }
    public string? ModernGamertag { get; set; }
    public string? ModernGamertagSuffix { get; set; }
    public string? UniqueModernGamertag { get; set; }
    public string? DisplayName { get; set; }
    public string? RealName { get; set; }
    public string? GamerScore { get; set; }
    public string? DisplayPicRaw { get; set; }
    public string? IsFavorite { get; set; }
    public string? IsFollowingCaller { get; set; }
    public string? IsFollowedByCaller { get; set; }
    public string? IsIdentityShared { get; set; }
    public string? AddedDateTimeUtc { get; set; }
    public string? XboxOneRep { get; set; }
    public string? PresenceState { get; set; }
    public string? PresenceText { get; set; }

    [JsonConverter(typeof(WireListConverter<PersonPresenceBody>))]
    public IReadOnlyList<PersonPresenceBody> PresenceDetails { get; set; } = [];

    public ColorBody? PreferredColor { get; set; }
    public PersonDetailBody? Detail { get; set; }

    /// <summary>The person; null where it does not say who it is.</summary>
    public XboxPerson? Read(XboxImages images) => FieldParser.TextOrNull(Xuid) is not { } xuid ? null : new XboxPerson
    {
        Xuid = xuid,
        Gamertag = FieldParser.Text(Gamertag),
        ModernGamertag = FieldParser.Text(ModernGamertag),
        ModernGamertagSuffix = FieldParser.Text(ModernGamertagSuffix),
        UniqueModernGamertag = FieldParser.Text(UniqueModernGamertag),
        DisplayName = FieldParser.Text(DisplayName),
        RealName = FieldParser.TextOrNull(RealName),
        Gamerscore = FieldParser.Count(GamerScore),
        DisplayPicture = images.Find(DisplayPicRaw),
        IsFavorite = FieldParser.Flag(IsFavorite),
        IsFollowingCaller = FieldParser.Flag(IsFollowingCaller),
        IsFollowedByCaller = FieldParser.Flag(IsFollowedByCaller),
        IsIdentityShared = FieldParser.Flag(IsIdentityShared),
        Added = FieldParser.Date(AddedDateTimeUtc),
        Reputation = FieldParser.TextOrNull(XboxOneRep),
        PresenceState = FieldParser.Member<XboxPresenceState>(PresenceState),
        PresenceText = FieldParser.Text(PresenceText),
        PresenceDetails = [.. PresenceDetails.Select(static one => one.Read())],
        PreferredColor = PreferredColor?.Read(),
        Detail = Detail?.Read(),
    };
}

/// <summary>The body of <c>POST /users/me/people/batch</c>.</summary>
internal sealed class PeopleBatchRequest
{
    public required IReadOnlyList<string> Xuids { get; init; }
}

/// <summary>The answer of the calls of peoplehub.</summary>
internal sealed class PeopleAnswer
{
    [JsonConverter(typeof(WireListConverter<PersonBody>))]
    public IReadOnlyList<PersonBody>? People { get; set; }
}

/// <summary>Where a person is, as the service has it; its members are in Pascal case there.</summary>
internal sealed class PersonPresenceBody
{
    public string? Device { get; set; }
    public string? TitleId { get; set; }
    public string? PresenceText { get; set; }
    public string? RichPresenceText { get; set; }
    public string? State { get; set; }
    public string? IsPrimary { get; set; }
    public string? IsGame { get; set; }
    public string? IsBroadcasting { get; set; }

    public XboxPersonPresence Read() => new()
    {
        Device = FieldParser.Text(Device),
        TitleId = FieldParser.Text(TitleId),
        PresenceText = FieldParser.Text(PresenceText),
        RichPresence = FieldParser.TextOrNull(RichPresenceText),
        IsActive = string.Equals(State, "Active", StringComparison.OrdinalIgnoreCase),
        IsPrimary = FieldParser.Flag(IsPrimary),
        IsGame = FieldParser.Flag(IsGame),
        IsBroadcasting = FieldParser.Flag(IsBroadcasting),
    };
}

/// <summary>What a person shares about themselves, as the service has it.</summary>
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
        AccountTier = FieldParser.TextOrNull(AccountTier),
        Bio = FieldParser.Text(Bio),
        Location = FieldParser.Text(Location),
        Tenure = FieldParser.TextOrNull(Tenure),
        IsVerified = FieldParser.Flag(IsVerified),
        HasGamePass = FieldParser.Flag(HasGamePass),
        FollowerCount = FieldParser.CountOrNull(FollowerCount),
        FollowingCount = FieldParser.CountOrNull(FollowingCount),
    };
}

/// <summary>Colours as the service has them.</summary>
internal sealed class ColorBody
{
    public string? PrimaryColor { get; set; }
    public string? SecondaryColor { get; set; }
    public string? TertiaryColor { get; set; }

    public XboxPreferredColor Read() => new(FieldParser.Text(PrimaryColor), FieldParser.Text(SecondaryColor), FieldParser.Text(TertiaryColor));
}

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
    public XboxSocialSummary? Read() => FieldParser.CountOrNull(TargetFollowingCount) is null && FieldParser.CountOrNull(TargetFollowerCount) is null
        ? null
        : new XboxSocialSummary
        {
            FollowingCount = FieldParser.Count(TargetFollowingCount),
            FollowerCount = FieldParser.Count(TargetFollowerCount),
            IsFollowedByCaller = FieldParser.Flag(IsCallerFollowingTarget),
            IsFollowingCaller = FieldParser.Flag(IsTargetFollowingCaller),
            IsFavorite = FieldParser.Flag(HasCallerMarkedTargetAsFavorite),
            IsIdentityShared = FieldParser.Flag(HasCallerMarkedTargetAsIdentityShared),
        };
}
