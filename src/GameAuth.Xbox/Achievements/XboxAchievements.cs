using System.Globalization;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>The achievements of players (achievements.xboxlive.com, contract version 2). Safe for use from any thread.</summary>
/// <remarks>
/// At most 100 calls in 15 s and 300 in 300 s go out; more wait. Titles of the Xbox 360 keep theirs elsewhere and are not among them
/// (<see cref="XboxTitleProgress.SourceVersion"/> 1).
/// </remarks>
public sealed class XboxAchievements
{
    private const int MaxTitles = 100;
    private const int MaxPageSize = 1000;

    private readonly ServiceClient _service;

    internal XboxAchievements(XboxAccount account, XboxApi api) =>
        _service = new ServiceClient(account, api, XboxEndpoint.Achievements, contractVersion: 2);

    /// <summary>The achievements of a player (<c>GET /users/xuid(…)/achievements</c>), page by page: a page is asked for when its first item is.</summary>
    /// <param name="query">Which ones; null for all of the account's own player.</param>
    /// <param name="cancellationToken">Ends the walk, its calls and their wait.</param>
    /// <returns>The achievements, in the service's order.</returns>
    /// <exception cref="ArgumentException">An id or the language of <paramref name="query"/> is none, or a number is out of range; thrown at once.</exception>
    /// <exception cref="ThrottledException">While it is enumerated: the service holds the account back.</exception>
    /// <exception cref="ProviderException">While it is enumerated: the service failed or does not show this player's (403, 404), an answer cannot be read, or the pages lead nowhere.</exception>
    /// <exception cref="GameAuthException">While it is enumerated: as <see cref="XboxAccount.GetXstsTokenAsync"/>.</exception>
    public IAsyncEnumerable<XboxAchievement> ListAsync(XboxAchievementQuery? query = null, CancellationToken cancellationToken = default)
    {
        query ??= new();
        string? xuid = XboxArguments.XuidOrNull(query.Xuid, nameof(query));
        (string Name, string? Value)[] filter = FilterOf(query);
        string language = _service.Language(query.Language, nameof(query));
        return ApiPages.ReadAsync((next, token) => ReadPageAsync(xuid, filter, language, next, token), cancellationToken);
    }

    /// <summary>One achievement of a player (<c>GET /users/xuid(…)/achievements/{scid}/{id}</c>).</summary>
    /// <param name="serviceConfigId">The service configuration (SCID) that it belongs to.</param>
    /// <param name="achievementId">Its id there.</param>
    /// <param name="query">Whose, and in which language; null for the account's own player.</param>
    /// <param name="cancellationToken">Ends the call and its wait.</param>
    /// <returns>The achievement; null where the service knows no such achievement or player.</returns>
    /// <exception cref="ArgumentException">An id, or the language, is none.</exception>
    /// <exception cref="GameAuthException">As <see cref="ListAsync"/>.</exception>
    public Task<XboxAchievement?> GetAsync(
        string serviceConfigId, string achievementId, XboxPlayerQuery? query = null, CancellationToken cancellationToken = default)
    {
        string path = $"{XboxArguments.Id(serviceConfigId)}/{XboxArguments.Id(achievementId)}";
        string? xuid = XboxArguments.XuidOrNull(query?.Xuid, nameof(query));
        return FindAsync(xuid, path, _service.Language(query?.Language, nameof(query)), cancellationToken);
    }

    private static (string Name, string? Value)[] FilterOf(XboxAchievementQuery query)
    {
        string titles = string.Join(',', query.TitleIds.Select(static title => XboxArguments.TitleId(title, nameof(query))));
        int? count = XboxArguments.Count(query.TitleIds.Count > 0 ? query.TitleIds.Count : null, MaxTitles, nameof(query));
        int? size = XboxArguments.Count(query.PageSize, MaxPageSize, nameof(query));
        return
        [
            ("titleId", count is null ? null : titles),
            ("unlockedOnly", query.UnlockedOnly ? "true" : null),
            ("maxItems", size?.ToString(CultureInfo.InvariantCulture)),
        ];
    }

    private async Task<ApiPage<XboxAchievement>> ReadPageAsync(
        string? xuid, (string Name, string? Value)[] filter, string language, string? next, CancellationToken cancellationToken)
    {
        string player = await _service.PlayerAsync(xuid, cancellationToken).ConfigureAwait(false);
        string query = XboxArguments.Query([.. filter, ("continuationToken", string.IsNullOrEmpty(next) ? null : Uri.EscapeDataString(next))]);
        XboxCall call = _service.Call("achievements", $"/users/{player}/achievements{query}", language);
        return await _service.GetAsync(call, XboxServiceJson.Default.AchievementListAnswer, ReadPage, cancellationToken).ConfigureAwait(false);
    }

    private ApiPage<XboxAchievement> ReadPage(XboxAnswer<AchievementListAnswer> answer) => new(
        answer.Wire,
        answer.ReadList(answer.Body.Achievements, "achievements", item => item.Read(_service.Images)),
        answer.Body.PagingInfo?.ContinuationToken);

    private async Task<XboxAchievement?> FindAsync(string? xuid, string path, string language, CancellationToken cancellationToken)
    {
        string player = await _service.PlayerAsync(xuid, cancellationToken).ConfigureAwait(false);
        XboxCall call = _service.Call("achievement", $"/users/{player}/achievements/{path}", language);
        return await _service.FindAsync(call, XboxServiceJson.Default.AchievementAnswer, Read, cancellationToken).ConfigureAwait(false);
    }

    private XboxAchievement Read(XboxAnswer<AchievementAnswer> answer) =>
        answer.Body.Achievement?.Read(_service.Images) ?? throw answer.Wire.Failure("has no achievement with an id", isTransient: false);
}

/// <summary>Which achievements are asked for. Immutable; by default all of the account's own player.</summary>
public sealed record XboxAchievementQuery
{
    /// <summary>The player's Xbox user id. Default null: the account's own.</summary>
    public string? Xuid { get; init; }

    /// <summary>The titles, at most 100 of them. Default empty: all titles of the player.</summary>
    public IReadOnlyList<string> TitleIds { get; init; } = [];

    /// <summary>Whether only those come that were unlocked. Default false.</summary>
    public bool UnlockedOnly { get; init; }

    /// <summary>How many come with one call, from 1 to 1,000. Default null: as many as the service likes, which is 32.</summary>
    public int? PageSize { get; init; }

    /// <summary>The language of the texts, as a tag of BCP 47 such as <c>de-DE</c>. Default null: <see cref="XboxOptions.Language"/>.</summary>
    public string? Language { get; init; }
}
