using System.Globalization;

namespace GameAuth.Xbox;

/// <summary>The games and apps that players have used (titlehub.xboxlive.com, contract version 2). Safe for use from any thread.</summary>
/// <remarks>This service has no published limit; a 429 holds no later call back by itself.</remarks>
public sealed class XboxTitles
{
    private const int MaxItems = 10_000;
    private const string Decoration = "decoration/achievement,gamepass,image,scid";

    private readonly ServiceClient _service;

    internal XboxTitles(XboxAccount account, XboxApi api) => _service = new ServiceClient(account, api, XboxEndpoint.TitleHub, contractVersion: 2);

    /// <summary>What a player has used, the latest first (<c>GET /users/xuid(…)/titles/titlehistory</c>).</summary>
    /// <param name="query">Whose, and how many; null for all of the account's own player.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The titles.</returns>
    /// <exception cref="ArgumentException">The id or the language of <paramref name="query"/> is none, or the number is out of range.</exception>
    /// <exception cref="ThrottledException">The service holds the account back.</exception>
    /// <exception cref="ProviderException">The service failed or does not show this player's (403, 404), or its answer cannot be read.</exception>
    /// <exception cref="GameAuthException">As <see cref="XboxAccount.GetXstsTokenAsync"/>.</exception>
    public Task<IReadOnlyList<XboxTitle>> GetHistoryAsync(XboxTitleQuery? query = null, CancellationToken cancellationToken = default)
    {
        string? xuid = XboxArguments.XuidOrNull(query?.Xuid, nameof(query));
        string most = XboxArguments.Query(("maxItems", XboxArguments.Count(query?.MaxItems, MaxItems, nameof(query))?.ToString(CultureInfo.InvariantCulture)));
        return ReadHistoryAsync(xuid, most, _service.Language(query?.Language, nameof(query)), cancellationToken);
    }

    /// <summary>One title, and a player's history and progress with it (<c>GET /users/xuid(…)/titles/titleId(…)</c>).</summary>
    /// <param name="titleId">Its title id, decimal digits.</param>
    /// <param name="query">Whose, and in which language; null for the account's own player.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The title; null where the service knows no such title or player.</returns>
    /// <exception cref="ArgumentException">An id, or the language, is none.</exception>
    /// <exception cref="GameAuthException">As <see cref="GetHistoryAsync"/>.</exception>
    public Task<XboxTitle?> GetAsync(string titleId, XboxPlayerQuery? query = null, CancellationToken cancellationToken = default)
    {
        string? xuid = XboxArguments.XuidOrNull(query?.Xuid, nameof(query));
        return FindAsync(xuid, XboxArguments.TitleId(titleId), _service.Language(query?.Language, nameof(query)), cancellationToken);
    }

    private async Task<IReadOnlyList<XboxTitle>> ReadHistoryAsync(string? xuid, string query, string language, CancellationToken cancellationToken)
    {
        string player = await _service.PlayerAsync(xuid, cancellationToken).ConfigureAwait(false);
        XboxCall call = _service.Call("title history", $"/users/{player}/titles/titlehistory/{Decoration}{query}", language);
        return await _service.GetAsync(call, XboxServiceJson.Default.TitleListAnswer, Read, cancellationToken).ConfigureAwait(false);
    }

    private async Task<XboxTitle?> FindAsync(string? xuid, string titleId, string language, CancellationToken cancellationToken)
    {
        string player = await _service.PlayerAsync(xuid, cancellationToken).ConfigureAwait(false);
        XboxCall call = _service.Call("title", $"/users/{player}/titles/titleId({titleId})/{Decoration}", language);
        IReadOnlyList<XboxTitle>? titles = await _service.FindAsync(call, XboxServiceJson.Default.TitleListAnswer, Read, cancellationToken).ConfigureAwait(false);
        return titles?.FirstOrDefault(title => string.Equals(title.TitleId, titleId, StringComparison.Ordinal));
    }

    private IReadOnlyList<XboxTitle> Read(XboxAnswer<TitleListAnswer> answer) =>
        answer.ReadList(answer.Body.Titles, "titles", title => title.Read(_service.Images));
}

/// <summary>Which titles of a history are asked for. Immutable; by default those of the account's own player.</summary>
public sealed record XboxTitleQuery
{
    /// <summary>The player's Xbox user id. Default null: the account's own.</summary>
    public string? Xuid { get; init; }

    /// <summary>How many at most, the latest first, from 1 to 10,000. Default null: all that the service has.</summary>
    public int? MaxItems { get; init; }

    /// <summary>The language of the texts, as a tag of BCP 47 such as <c>de-DE</c>. Default null: <see cref="XboxOptions.Language"/>.</summary>
    public string? Language { get; init; }
}
