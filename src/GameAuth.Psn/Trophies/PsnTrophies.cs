using GameAuth.Providers;

namespace GameAuth.Psn;

/// <summary>The trophies of players. Safe for use from any thread.</summary>
public sealed class PsnTrophies
{
    private const int TitlePage = 800;
    private const int TrophyPage = 100;

    private readonly PsnAccount _account;
    private readonly PsnApi _api;

    internal PsnTrophies(PsnAccount account, PsnApi api)
    {
        _account = account;
        _api = api;
    }

    /// <summary>A player's level, and how many trophies of each grade were earned.</summary>
    /// <param name="accountId">The player's account id; null for the account's own.</param>
    /// <param name="cancellationToken">Ends the call and its wait.</param>
    /// <returns>The summary.</returns>
    /// <exception cref="ArgumentException">The id is none.</exception>
    /// <exception cref="ProviderException">The service failed or does not show this player's (403, 404), or its answer can't be read.</exception>
    /// <exception cref="GameAuthException">As <see cref="PsnProfiles.GetOwnAsync"/>.</exception>
    public Task<PsnTrophySummary> GetSummaryAsync(string? accountId = null, CancellationToken cancellationToken = default) =>
        ReadSummaryAsync(PsnArguments.PlayerOf(_account, accountId), cancellationToken);

    /// <summary>The titles that a player has trophies of, the latest first, page by page: a page is asked for when its first item is.</summary>
    /// <param name="accountId">The player's account id; null for the account's own.</param>
    /// <param name="cancellationToken">Ends the walk, its calls and their wait.</param>
    /// <returns>The titles.</returns>
    /// <exception cref="ArgumentException">The id is none; thrown at once.</exception>
    /// <exception cref="ProviderException">While it is enumerated: as <see cref="GetSummaryAsync"/>; or the pages lead nowhere.</exception>
    /// <exception cref="GameAuthException">While it is enumerated: as <see cref="PsnProfiles.GetOwnAsync"/>.</exception>
    public IAsyncEnumerable<PsnTrophyTitle> ListTitlesAsync(string? accountId = null, CancellationToken cancellationToken = default)
    {
        string player = PsnArguments.PlayerOf(_account, accountId);
        return ApiPages.ReadAsync((next, token) => ReadTitlesAsync(player, next, token), cancellationToken);
    }

    /// <summary>The groups of a title's trophies: the game itself, and each addition.</summary>
    /// <param name="set">The title's trophies, as <see cref="PsnTrophyTitle.Set"/> names them.</param>
    /// <param name="cancellationToken">Ends the call and its wait.</param>
    /// <returns>The groups.</returns>
    /// <exception cref="ArgumentException">An id of the set is none.</exception>
    /// <exception cref="GameAuthException">As <see cref="GetSummaryAsync"/>.</exception>
    public Task<IReadOnlyList<PsnTrophyGroup>> GetGroupsAsync(PsnTrophySet set, CancellationToken cancellationToken = default) =>
        ReadGroupsAsync($"/api/trophy/v1/npCommunicationIds/{PathOf(set, out string service)}/trophyGroups?npServiceName={service}", cancellationToken);

    /// <summary>The trophies of a title, each with whether and when a player has earned it, page by page.</summary>
    /// <param name="set">The title's trophies, as <see cref="PsnTrophyTitle.Set"/> names them.</param>
    /// <param name="accountId">The player's account id; null for the account's own.</param>
    /// <param name="groupId">The group, as <see cref="PsnTrophyGroup.GroupId"/> has it. Default <c>all</c>.</param>
    /// <param name="cancellationToken">Ends the walk, its calls and their wait.</param>
    /// <returns>The trophies, in the service's order.</returns>
    /// <exception cref="ArgumentException">An id is none; thrown at once.</exception>
    /// <exception cref="GameAuthException">While it is enumerated: as <see cref="ListTitlesAsync"/>. A title that the player has never started is a <see cref="ProviderException"/> (404).</exception>
    public IAsyncEnumerable<PsnEarnedTrophy> ListEarnedAsync(PsnTrophySet set, string? accountId = null, string groupId = "all", CancellationToken cancellationToken = default)
    {
        string player = PsnArguments.PlayerOf(_account, accountId);
        string id = PathOf(set, out string service);
        string path = $"/api/trophy/v1/users/{player}/npCommunicationIds/{id}/trophyGroups/{PsnArguments.Id(groupId)}/trophies?npServiceName={service}&limit={TrophyPage}&offset=";
        return ApiPages.ReadAsync((next, token) => ReadEarnedAsync(path + (next ?? "0"), token), cancellationToken);
    }

    private static string PathOf(PsnTrophySet set, out string service)
    {
        ArgumentNullException.ThrowIfNull(set);
        service = PsnArguments.Id(set.NpServiceName, nameof(set));
        return PsnArguments.Id(set.NpCommunicationId, nameof(set));
    }

    private async Task<PsnTrophySummary> ReadSummaryAsync(string player, CancellationToken cancellationToken)
    {
        PsnCall call = new("trophy summary", PsnEndpoint.Api, $"/api/trophy/v1/users/{player}/trophySummary");
        PsnAnswer<TrophySummaryBody> answer = await _api.GetAsync(_account, call, PsnServiceJson.Default.TrophySummaryBody, cancellationToken).ConfigureAwait(false);
        return answer.Body.Read() ?? throw answer.Wire.Failure("has no trophy level", isTransient: false);
    }

    private async Task<ApiPage<PsnTrophyTitle>> ReadTitlesAsync(string player, string? next, CancellationToken cancellationToken)
    {
        PsnCall call = new("trophy titles", PsnEndpoint.Api, $"/api/trophy/v1/users/{player}/trophyTitles?limit={TitlePage}&offset={next ?? "0"}");
        PsnAnswer<TrophyTitleListAnswer> answer = await _api.GetAsync(_account, call, PsnServiceJson.Default.TrophyTitleListAnswer, cancellationToken).ConfigureAwait(false);
        return answer.ReadPage(answer.Body.TrophyTitles, "titles", answer.Body.NextOffset, title => title.Read(_api));
    }

    private async Task<IReadOnlyList<PsnTrophyGroup>> ReadGroupsAsync(string target, CancellationToken cancellationToken)
    {
        PsnCall call = new("trophy groups", PsnEndpoint.Api, target);
        PsnAnswer<TrophyGroupListAnswer> answer = await _api.GetAsync(_account, call, PsnServiceJson.Default.TrophyGroupListAnswer, cancellationToken).ConfigureAwait(false);
        return answer.ReadList(answer.Body.TrophyGroups, "groups", group => group.Read(_api));
    }

    private async Task<ApiPage<PsnEarnedTrophy>> ReadEarnedAsync(string target, CancellationToken cancellationToken)
    {
        PsnCall call = new("earned trophies", PsnEndpoint.Api, target);
        PsnAnswer<EarnedTrophyListAnswer> answer = await _api.GetAsync(_account, call, PsnServiceJson.Default.EarnedTrophyListAnswer, cancellationToken).ConfigureAwait(false);
        return answer.ReadPage(answer.Body.Trophies, "trophies", answer.Body.NextOffset, static trophy => trophy.Read());
    }
}
