using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Psn;

/// <summary>Who is online, where and with what. Safe for use from any thread.</summary>
/// <remarks>The service asks for no rhythm of its own; ask once a minute or less, since players who asked every few seconds report locked accounts.</remarks>
public sealed class PsnPresence
{
    private const int BatchSize = 100;

    private readonly PsnAccount _account;
    private readonly PsnApi _api;

    internal PsnPresence(PsnAccount account, PsnApi api)
    {
        _account = account;
        _api = api;
    }

    /// <summary>The presence of one player.</summary>
    /// <param name="accountId">The player's account id; null for the account's own.</param>
    /// <param name="cancellationToken">Ends the call and its wait.</param>
    /// <returns>The presence; null where the service knows no such player.</returns>
    /// <exception cref="ArgumentException">The id is none.</exception>
    /// <exception cref="GameAuthException">As <see cref="PsnProfiles.GetOwnAsync"/>; a player who does not show it is a <see cref="ProviderException"/> (403).</exception>
    public Task<PsnPresenceRecord?> GetAsync(string? accountId = null, CancellationToken cancellationToken = default) =>
        FindAsync(PsnArguments.PlayerOf(_account, accountId), cancellationToken);

    /// <summary>The presence of several players, 100 of them per call.</summary>
    /// <param name="accountIds">Their account ids; one that comes twice counts once.</param>
    /// <param name="cancellationToken">Ends the calls and their wait.</param>
    /// <returns>What the service has, in the order of the ids; players whom it does not know or does not show are missing.</returns>
    /// <exception cref="ArgumentException">An id is none; nothing was sent.</exception>
    /// <exception cref="GameAuthException">As <see cref="GetAsync"/>.</exception>
    public Task<IReadOnlyList<PsnPresenceRecord>> GetManyAsync(IEnumerable<string> accountIds, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(accountIds);
        string[] ids = [.. accountIds.Select(static id => PsnArguments.AccountId(id, nameof(accountIds))).Distinct(StringComparer.Ordinal)];
        return ReadAsync(ids, cancellationToken);
    }

    private async Task<PsnPresenceRecord?> FindAsync(string player, CancellationToken cancellationToken)
    {
        PsnCall call = new("presence", PsnEndpoint.Api, $"/api/userProfile/v1/internal/users/{player}/basicPresences?type=primary");
        return await _api.FindAsync(_account, call, PsnServiceJson.Default.PresenceAnswer, cancellationToken).ConfigureAwait(false) is { } answer
            ? (answer.Body.BasicPresence ?? throw answer.Wire.Failure("has no presence", isTransient: false)).Read(player, _api)
            : null;
    }

    private async Task<IReadOnlyList<PsnPresenceRecord>> ReadAsync(string[] ids, CancellationToken cancellationToken)
    {
        Dictionary<string, PsnPresenceRecord> found = new(StringComparer.Ordinal);
        foreach (string[] some in ids.Chunk(BatchSize))
        {
            PsnCall call = new("presence of several", PsnEndpoint.Api, $"/api/userProfile/v1/internal/users/basicPresences?type=primary&accountIds={string.Join(',', some)}");
            PsnAnswer<PresenceListAnswer> answer = await _api.GetAsync(_account, call, PsnServiceJson.Default.PresenceListAnswer, cancellationToken).ConfigureAwait(false);
            foreach (PsnPresenceRecord one in answer.ReadList(answer.Body.BasicPresences, "presences", body => PsnArguments.IsAccountId(body.AccountId) ? body.Read(body.AccountId, _api) : null))
            {
                found[one.AccountId] = one;
            }
        }

        return [.. ids.Select(found.GetValueOrDefault).OfType<PsnPresenceRecord>()];
    }
}

/// <summary>A player's presence. Immutable. Its texts and addresses came from the service and have been checked.</summary>
public sealed record PsnPresenceRecord
{
    /// <summary>The player's account id; <c>me</c> for the account's own before a sign-in is complete.</summary>
    public required string AccountId { get; init; }

    /// <summary>Whether the player is online.</summary>
    public bool IsOnline { get; init; }

    /// <summary>Whether the player can be played with, in the service's word: <c>availableToPlay</c>, <c>unavailable</c> and others; empty where it says none.</summary>
    public string Availability { get; init; } = "";

    /// <summary>The console, such as <c>PS5</c>; null where the service names none.</summary>
    public string? Platform { get; init; }

    /// <summary>When the player was online last (UTC); null where the service does not say.</summary>
    public DateTimeOffset? LastOnline { get; init; }

    /// <summary>What the player plays.</summary>
    public IReadOnlyList<PsnPlayedTitle> Titles { get; init; } = [];
}

/// <summary>A title that a player plays. Immutable.</summary>
/// <param name="TitleId">Its id, such as <c>PPSA01521_00</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Platform">The console that it was started on; null where the service names none.</param>
/// <param name="Icon">Its picture; null where there is none.</param>
public sealed record PsnPlayedTitle(string TitleId, string Name, string? Platform, Uri? Icon);

/// <summary>The answer about one player.</summary>
internal sealed class PresenceAnswer
{
    public PresenceBody? BasicPresence { get; set; }
}

/// <summary>The answer about several players.</summary>
internal sealed class PresenceListAnswer
{
    [JsonConverter(typeof(WireListConverter<PresenceBody>))]
    public IReadOnlyList<PresenceBody>? BasicPresences { get; set; }
}

/// <summary>A presence as the service has it.</summary>
internal sealed class PresenceBody
{
    public string? AccountId { get; set; }
    public string? Availability { get; set; }
    public PlatformBody? PrimaryPlatformInfo { get; set; }

    [JsonConverter(typeof(WireListConverter<PlayedTitleBody>))]
    public IReadOnlyList<PlayedTitleBody> GameTitleInfoList { get; set; } = [];

    public PsnPresenceRecord Read(string accountId, PsnApi api) => new()
    {
        AccountId = accountId,
        IsOnline = string.Equals(PrimaryPlatformInfo?.OnlineStatus, "online", StringComparison.OrdinalIgnoreCase),
        Availability = FieldParser.Text(Availability),
        Platform = FieldParser.TextOrNull(PrimaryPlatformInfo?.Platform),
        LastOnline = FieldParser.Date(PrimaryPlatformInfo?.LastOnlineDate),
        Titles = [.. GameTitleInfoList.Select(one => one.Read(api)).OfType<PsnPlayedTitle>()],
    };
}

/// <summary>Where a player is, as the service has it.</summary>
internal sealed class PlatformBody
{
    public string? OnlineStatus { get; set; }
    public string? Platform { get; set; }
    public string? LastOnlineDate { get; set; }
}

/// <summary>What a player plays, as the service has it.</summary>
internal sealed class PlayedTitleBody
{
    public string? NpTitleId { get; set; }
    public string? TitleName { get; set; }
    public string? LaunchPlatform { get; set; }
    public string? ConceptIconUrl { get; set; }
    public string? NpTitleIconUrl { get; set; }

    public PsnPlayedTitle? Read(PsnApi api) => FieldParser.TextOrNull(NpTitleId) is { } id
        ? new PsnPlayedTitle(id, FieldParser.Text(TitleName), FieldParser.TextOrNull(LaunchPlatform), api.Picture(ConceptIconUrl) ?? api.Picture(NpTitleIconUrl))
        : null;
}
