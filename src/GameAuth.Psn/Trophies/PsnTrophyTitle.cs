using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Psn;

/// <summary>Where the trophies of a title are: both names come from the service, since a title that is asked for under another service name is not found.</summary>
/// <param name="NpCommunicationId">The id of the trophies, such as <c>NPWR20188_00</c>.</param>
/// <param name="NpServiceName">The service that has them, as the title says: <c>trophy</c> or <c>trophy2</c>.</param>
public sealed record PsnTrophySet(string NpCommunicationId, string NpServiceName);

/// <summary>How many trophies of each grade. Immutable.</summary>
/// <param name="Bronze">Bronze.</param>
/// <param name="Silver">Silver.</param>
/// <param name="Gold">Gold.</param>
/// <param name="Platinum">Platinum.</param>
public sealed record PsnTrophyCounts(int Bronze, int Silver, int Gold, int Platinum)
{
    /// <summary>All of them.</summary>
    public int Total => Bronze + Silver + Gold + Platinum;
}

/// <summary>A player's level. Immutable.</summary>
/// <param name="Level">The level.</param>
/// <param name="Progress">How far the next level is reached, from 0 to 100.</param>
/// <param name="Tier">The tier of the level, from 1 to 10; 0 where the service does not say.</param>
/// <param name="Earned">What was earned.</param>
public sealed record PsnTrophySummary(int Level, int Progress, int Tier, PsnTrophyCounts Earned);

/// <summary>A title, and how far a player is with its trophies. Immutable. Its texts and addresses came from the service and have been checked.</summary>
public sealed record PsnTrophyTitle
{
    /// <summary>What the trophies are asked for with.</summary>
    public required PsnTrophySet Set { get; init; }

    /// <summary>The name of the title.</summary>
    public string Name { get; init; } = "";

    /// <summary>The consoles, such as <c>PS5</c> and <c>PSPC</c>.</summary>
    public IReadOnlyList<string> Platforms { get; init; } = [];

    /// <summary>The title's picture; null where there is none.</summary>
    public Uri? Icon { get; init; }

    /// <summary>How many percent were earned, from 0 to 100.</summary>
    public int Progress { get; init; }

    /// <summary>How many trophies there are.</summary>
    public required PsnTrophyCounts Defined { get; init; }

    /// <summary>How many were earned.</summary>
    public required PsnTrophyCounts Earned { get; init; }

    /// <summary>Whether there are groups besides that of the game itself.</summary>
    public bool HasGroups { get; init; }

    /// <summary>Whether the player hides the title.</summary>
    public bool IsHidden { get; init; }

    /// <summary>When a trophy was earned last (UTC); null where the service does not say.</summary>
    public DateTimeOffset? LastUpdated { get; init; }
}

/// <summary>A group of a title's trophies. Immutable.</summary>
/// <param name="GroupId">Its id: <c>default</c> for the game itself, else <c>001</c> and so on.</param>
/// <param name="Name">Its name.</param>
/// <param name="Icon">Its picture; null where there is none.</param>
/// <param name="Defined">How many trophies there are.</param>
public sealed record PsnTrophyGroup(string GroupId, string Name, Uri? Icon, PsnTrophyCounts Defined);

/// <summary>A trophy, and whether a player has earned it. Immutable.</summary>
/// <param name="TrophyId">Its number within the title.</param>
/// <param name="Grade">Its grade, in the service's word: <c>bronze</c>, <c>silver</c>, <c>gold</c>, <c>platinum</c>.</param>
/// <param name="IsEarned">Whether the player has it.</param>
/// <param name="EarnedAt">When it was earned (UTC); null where it was not, or the service does not say.</param>
/// <param name="IsHidden">Whether it is a secret until it is earned.</param>
/// <param name="EarnedRate">How many percent of all players have it; null where the service does not say.</param>
public sealed record PsnEarnedTrophy(int TrophyId, string Grade, bool IsEarned, DateTimeOffset? EarnedAt, bool IsHidden, double? EarnedRate);

/// <summary>Counts by grade, as the service has them.</summary>
internal sealed class TrophyCountsBody
{
    public string? Bronze { get; set; }
    public string? Silver { get; set; }
    public string? Gold { get; set; }
    public string? Platinum { get; set; }

    public static PsnTrophyCounts Read(TrophyCountsBody? body) =>
        new(FieldParser.Count(body?.Bronze), FieldParser.Count(body?.Silver), FieldParser.Count(body?.Gold), FieldParser.Count(body?.Platinum));
}

/// <summary>A summary as the service has it.</summary>
internal sealed class TrophySummaryBody
{
    public string? TrophyLevel { get; set; }
    public string? Progress { get; set; }
    public string? Tier { get; set; }
    public TrophyCountsBody? EarnedTrophies { get; set; }

    public PsnTrophySummary? Read() => FieldParser.CountOrNull(TrophyLevel) is { } level
        ? new PsnTrophySummary(level, Math.Min(FieldParser.Count(Progress), 100), FieldParser.Count(Tier), TrophyCountsBody.Read(EarnedTrophies))
        : null;
}

/// <summary>A page of titles.</summary>
internal sealed class TrophyTitleListAnswer
{
    [JsonConverter(typeof(WireListConverter<TrophyTitleBody>))]
    public IReadOnlyList<TrophyTitleBody>? TrophyTitles { get; set; }

    public string? NextOffset { get; set; }
}

/// <summary>A title as the service has it.</summary>
internal sealed class TrophyTitleBody
{
    public string? NpServiceName { get; set; }
    public string? NpCommunicationId { get; set; }
    public string? TrophyTitleName { get; set; }
    public string? TrophyTitleIconUrl { get; set; }
    public string? TrophyTitlePlatform { get; set; }
    public string? HasTrophyGroups { get; set; }
    public TrophyCountsBody? DefinedTrophies { get; set; }
    public string? Progress { get; set; }
    public TrophyCountsBody? EarnedTrophies { get; set; }
    public string? HiddenFlag { get; set; }
    public string? LastUpdatedDateTime { get; set; }

    /// <summary>The title; null where it lacks what its trophies are asked for with.</summary>
    public PsnTrophyTitle? Read(PsnApi api) => (FieldParser.TextOrNull(NpCommunicationId), FieldParser.TextOrNull(NpServiceName)) is not ({ } id, { } service) ? null : new PsnTrophyTitle
    {
        Set = new PsnTrophySet(id, service),
        Name = FieldParser.Text(TrophyTitleName),
        Platforms = [.. FieldParser.Text(TrophyTitlePlatform).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)],
        Icon = api.Picture(TrophyTitleIconUrl),
        Progress = Math.Min(FieldParser.Count(Progress), 100),
        Defined = TrophyCountsBody.Read(DefinedTrophies),
        Earned = TrophyCountsBody.Read(EarnedTrophies),
        HasGroups = FieldParser.Flag(HasTrophyGroups),
        IsHidden = FieldParser.Flag(HiddenFlag),
        LastUpdated = FieldParser.Date(LastUpdatedDateTime),
    };
}

/// <summary>The groups of a title.</summary>
internal sealed class TrophyGroupListAnswer
{
    [JsonConverter(typeof(WireListConverter<TrophyGroupBody>))]
    public IReadOnlyList<TrophyGroupBody>? TrophyGroups { get; set; }
}

/// <summary>A group as the service has it.</summary>
internal sealed class TrophyGroupBody
{
    public string? TrophyGroupId { get; set; }
    public string? TrophyGroupName { get; set; }
    public string? TrophyGroupIconUrl { get; set; }
    public TrophyCountsBody? DefinedTrophies { get; set; }

    public PsnTrophyGroup? Read(PsnApi api) => FieldParser.TextOrNull(TrophyGroupId) is { } id
        ? new PsnTrophyGroup(id, FieldParser.Text(TrophyGroupName), api.Picture(TrophyGroupIconUrl), TrophyCountsBody.Read(DefinedTrophies))
        : null;
}

/// <summary>A page of trophies.</summary>
internal sealed class EarnedTrophyListAnswer
{
    [JsonConverter(typeof(WireListConverter<EarnedTrophyBody>))]
    public IReadOnlyList<EarnedTrophyBody>? Trophies { get; set; }

    public string? NextOffset { get; set; }
}

/// <summary>A trophy as the service has it.</summary>
internal sealed class EarnedTrophyBody
{
    public string? TrophyId { get; set; }
    public string? TrophyType { get; set; }
    public string? TrophyHidden { get; set; }
    public string? Earned { get; set; }
    public string? EarnedDateTime { get; set; }
    public string? TrophyEarnedRate { get; set; }

    public PsnEarnedTrophy? Read() => FieldParser.CountOrNull(TrophyId) is { } id
        ? new PsnEarnedTrophy(
            id, FieldParser.Text(TrophyType), FieldParser.Flag(Earned), FieldParser.Date(EarnedDateTime), FieldParser.Flag(TrophyHidden), FieldParser.Number(TrophyEarnedRate))
        : null;
}
