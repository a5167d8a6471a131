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
    public XboxPerson? Read(XboxImages images) => Lenient.TextOrNull(Xuid) is not { } xuid ? null : new XboxPerson
    {
        Xuid = xuid,
        Gamertag = Lenient.Text(Gamertag),
        ModernGamertag = Lenient.Text(ModernGamertag),
        ModernGamertagSuffix = Lenient.Text(ModernGamertagSuffix),
        UniqueModernGamertag = Lenient.Text(UniqueModernGamertag),
        DisplayName = Lenient.Text(DisplayName),
        RealName = Lenient.TextOrNull(RealName),
        Gamerscore = Lenient.Count(GamerScore),
        DisplayPicture = images.Find(DisplayPicRaw),
        IsFavorite = Lenient.Flag(IsFavorite),
        IsFollowingCaller = Lenient.Flag(IsFollowingCaller),
        IsFollowedByCaller = Lenient.Flag(IsFollowedByCaller),
        IsIdentityShared = Lenient.Flag(IsIdentityShared),
        Added = Lenient.Date(AddedDateTimeUtc),
        Reputation = Lenient.TextOrNull(XboxOneRep),
        PresenceState = Lenient.Word<XboxPresenceState>(PresenceState),
        PresenceText = Lenient.Text(PresenceText),
        PresenceDetails = [.. PresenceDetails.Select(static one => one.Read())],
        PreferredColor = PreferredColor?.Read(),
        Detail = Detail?.Read(),
    };
}
