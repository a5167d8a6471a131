using System.Globalization;
using System.Text;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>The achievements of players (achievements.xboxlive.com, contract version 2). Safe for use from any thread.</summary>
/// <remarks>
/// At most 100 calls in 15 s and 300 in 300 s go out; more wait. Titles of the Xbox 360 keep theirs elsewhere and are not among them
/// (<see cref="XboxTitleProgress.SourceVersion"/> 1).
/// </remarks>
public sealed class XboxAchievements
{
    private const int Contract = 2;
    private const int MaxTitles = 100;
    private const int MaxPageSize = 1000;

    private readonly XboxAccount _account;
    private readonly XboxApi _api;

    internal XboxAchievements(XboxAccount account, XboxApi api)
    {
        _account = account;
        _api = api;
    }

    /// <summary>The achievements of a player (<c>GET /users/xuid(…)/achievements</c>), page by page: a page is asked for when its first item is.</summary>
    /// <param name="query">Which ones; null for all of the account's own player.</param>
    /// <param name="cancellationToken">Ends the walk, its calls and their wait.</param>
    /// <returns>The achievements, in the service's order.</returns>
    /// <exception cref="ArgumentException">An id or the language of <paramref name="query"/> is none, or a number is out of range; thrown at once.</exception>
    /// <exception cref="ThrottledException">While it is enumerated: the service holds the account back.</exception>
    /// <exception cref="ProviderException">While it is enumerated: the service failed or does not show this player's (403, 404), an answer can not be read, or the pages lead nowhere.</exception>
    /// <exception cref="GameAuthException">While it is enumerated: as <see cref="XboxAccount.GetXstsTokenAsync"/>.</exception>
    public IAsyncEnumerable<XboxAchievement> ListAsync(XboxAchievementQuery? query = null, CancellationToken cancellationToken = default)
    {
        query ??= new();
        string? xuid = query.Xuid is { } other ? XboxArguments.Xuid(other, nameof(query)) : null;
        string filter = FilterOf(query);
        string language = _api.LanguageOr(XboxArguments.Language(query.Language, nameof(query)));
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
        string? xuid = query?.Xuid is { } other ? XboxArguments.Xuid(other, nameof(query)) : null;
        return FindAsync(xuid, path, _api.LanguageOr(XboxArguments.Language(query?.Language, nameof(query))), cancellationToken);
    }

    private static string FilterOf(XboxAchievementQuery query)
    {
        string titles = string.Join(',', query.TitleIds.Select(static title => XboxArguments.TitleId(title, nameof(query))));
        StringBuilder filter = new();
        filter.Append(titles.Length > 0 && XboxArguments.Count(query.TitleIds.Count, MaxTitles, nameof(query)) is not null ? $"&titleId={titles}" : "");
        filter.Append(query.UnlockedOnly ? "&unlockedOnly=true" : "");
        filter.Append(CultureInfo.InvariantCulture, $"{(XboxArguments.Count(query.PageSize, MaxPageSize, nameof(query)) is { } size ? $"&maxItems={size:D}" : "")}");
        return filter.ToString();
    }

    private async Task<ApiPage<XboxAchievement>> ReadPageAsync(string? xuid, string filter, string language, string? next, CancellationToken cancellationToken)
    {
        string token = string.IsNullOrEmpty(next) ? "" : $"&continuationToken={Uri.EscapeDataString(next)}";
        string target = await TargetAsync(xuid, "", filter + token, cancellationToken).ConfigureAwait(false);
        XboxCall call = new("achievements", XboxEndpoint.Achievements, target, Contract) { Language = language };
        XboxAnswer<AchievementListAnswer> answer = await _api
            .GetAsync(_account, call, XboxServiceJsonContext.Default.AchievementListAnswer, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<AchievementBody> items = answer.Require(answer.Body.Achievements, "achievements");
        return new(answer.Wire, [.. items.Select(item => item.Read(_api.Images)).OfType<XboxAchievement>()], answer.Body.PagingInfo?.ContinuationToken);
    }

    private async Task<XboxAchievement?> FindAsync(string? xuid, string path, string language, CancellationToken cancellationToken)
    {
        string target = await TargetAsync(xuid, $"/{path}", "", cancellationToken).ConfigureAwait(false);
        XboxCall call = new("achievement", XboxEndpoint.Achievements, target, Contract) { Language = language };
        return await _api.FindAsync(_account, call, XboxServiceJsonContext.Default.AchievementAnswer, cancellationToken).ConfigureAwait(false) is { } answer
            ? answer.Body.Achievement?.Read(_api.Images) ?? throw answer.Wire.Failure("has no achievement with an id", isTransient: false)
            : null;
    }

    private async ValueTask<string> TargetAsync(string? xuid, string path, string query, CancellationToken cancellationToken)
    {
        string player = Uri.EscapeDataString(xuid ?? await XboxApi.XuidOfAsync(_account, cancellationToken).ConfigureAwait(false));
        return $"/users/xuid({player})/achievements{path}{(query.Length > 0 ? $"?{query[1..]}" : "")}";
    }
}
