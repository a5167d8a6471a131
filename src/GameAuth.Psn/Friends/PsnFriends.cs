using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Psn;

/// <summary>The friends of players. Safe for use from any thread.</summary>
public sealed class PsnFriends
{
    private const int PageSize = 1000;

    private readonly PsnAccount _account;
    private readonly PsnApi _api;

    internal PsnFriends(PsnAccount account, PsnApi api)
    {
        _account = account;
        _api = api;
    }

    /// <summary>The account ids of a player's friends, page by page: a page is asked for when its first item is.</summary>
    /// <param name="accountId">The player's account id; null for the account's own.</param>
    /// <param name="cancellationToken">Ends the walk, its calls and their wait.</param>
    /// <returns>The account ids, in the service's order.</returns>
    /// <exception cref="ArgumentException">The id is none; thrown at once.</exception>
    /// <exception cref="ProviderException">While it is enumerated: the service failed or does not show this player's (403), an answer can't be read, or the pages lead nowhere.</exception>
    /// <exception cref="GameAuthException">While it is enumerated: as <see cref="PsnProfiles.GetOwnAsync"/>.</exception>
    public IAsyncEnumerable<string> ListAsync(string? accountId = null, CancellationToken cancellationToken = default)
    {
        string player = PsnArguments.PlayerOf(_account, accountId);
        return ApiPages.ReadAsync((next, token) => ReadPageAsync(player, next, token), cancellationToken);
    }

    private async Task<ApiPage<string>> ReadPageAsync(string player, string? next, CancellationToken cancellationToken)
    {
        PsnCall call = new("friends", PsnEndpoint.Api, $"/api/userProfile/v1/internal/users/{player}/friends?limit={PageSize}&offset={next ?? "0"}");
        PsnAnswer<FriendListAnswer> answer = await _api.GetAsync(_account, call, PsnServiceJson.Default.FriendListAnswer, cancellationToken).ConfigureAwait(false);
        return answer.ReadPage(answer.Body.Friends, "friends", answer.Body.NextOffset, static id => PsnArguments.IsAccountId(id) ? id : null);
    }
}

/// <summary>A page of friends.</summary>
internal sealed class FriendListAnswer
{
    [JsonConverter(typeof(WireListConverter<string>))]
    public IReadOnlyList<string>? Friends { get; set; }

    public string? NextOffset { get; set; }
}
