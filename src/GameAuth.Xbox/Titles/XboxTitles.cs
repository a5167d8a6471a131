namespace GameAuth.Xbox;

/// <summary>The games and apps that players have used (titlehub.xboxlive.com, contract version 2). Safe for use from any thread.</summary>
/// <remarks>This service has no published limit; a 429 holds no later call back by itself.</remarks>
public sealed class XboxTitles
{
    private const int Contract = 2;
    private const int MaxItems = 10_000;
    private const string Decoration = "decoration/achievement,gamepass,image,scid";

    private readonly XboxAccount _account;
    private readonly XboxApi _api;

    internal XboxTitles(XboxAccount account, XboxApi api)
    {
        _account = account;
        _api = api;
    }

    /// <summary>What a player has used, the latest first (<c>GET /users/xuid(…)/titles/titlehistory</c>).</summary>
    /// <param name="query">Whose, and how many; null for all of the account's own player.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The titles.</returns>
    /// <exception cref="ArgumentException">The id or the language of <paramref name="query"/> is none, or the number is out of range.</exception>
    /// <exception cref="ThrottledException">The service holds the account back.</exception>
    /// <exception cref="ProviderException">The service failed or does not show this player's (403, 404), or its answer can not be read.</exception>
    /// <exception cref="GameAuthException">As <see cref="XboxAccount.GetXstsTokenAsync"/>.</exception>
    public Task<IReadOnlyList<XboxTitle>> GetHistoryAsync(XboxTitleQuery? query = null, CancellationToken cancellationToken = default)
    {
        string? xuid = query?.Xuid is { } other ? XboxArguments.Xuid(other, nameof(query)) : null;
        string most = XboxArguments.Count(query?.MaxItems, MaxItems, nameof(query)) is { } count ? $"?maxItems={count:D}" : "";
        return ReadHistoryAsync(xuid, most, _api.LanguageOr(XboxArguments.Language(query?.Language, nameof(query))), cancellationToken);
    }

    /// <summary>One title, and what a player has to do with it (<c>GET /users/xuid(…)/titles/titleId(…)</c>).</summary>
    /// <param name="titleId">Its title id, decimal digits.</param>
    /// <param name="query">Whose, and in which language; null for the account's own player.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The title; null where the service knows no such title or player.</returns>
    /// <exception cref="ArgumentException">An id, or the language, is none.</exception>
    /// <exception cref="GameAuthException">As <see cref="GetHistoryAsync"/>.</exception>
    public Task<XboxTitle?> GetAsync(string titleId, XboxPlayerQuery? query = null, CancellationToken cancellationToken = default)
    {
        string? xuid = query?.Xuid is { } other ? XboxArguments.Xuid(other, nameof(query)) : null;
        return FindAsync(xuid, XboxArguments.TitleId(titleId), _api.LanguageOr(XboxArguments.Language(query?.Language, nameof(query))), cancellationToken);
    }

    private async Task<IReadOnlyList<XboxTitle>> ReadHistoryAsync(string? xuid, string query, string language, CancellationToken cancellationToken)
    {
        string path = await PathAsync(xuid, "titlehistory", cancellationToken).ConfigureAwait(false);
        XboxCall call = new("title history", XboxEndpoint.TitleHub, path + query, Contract) { Language = language };
        return Read(await _api.GetAsync(_account, call, XboxServiceJsonContext.Default.TitleListAnswer, cancellationToken).ConfigureAwait(false));
    }

    private async Task<XboxTitle?> FindAsync(string? xuid, string titleId, string language, CancellationToken cancellationToken)
    {
        string path = await PathAsync(xuid, $"titleId({titleId})", cancellationToken).ConfigureAwait(false);
        XboxCall call = new("title", XboxEndpoint.TitleHub, path, Contract) { Language = language };
        return await _api.FindAsync(_account, call, XboxServiceJsonContext.Default.TitleListAnswer, cancellationToken).ConfigureAwait(false) is { } answer
            ? Read(answer).FirstOrDefault(title => string.Equals(title.TitleId, titleId, StringComparison.Ordinal))
            : null;
    }

    private async ValueTask<string> PathAsync(string? xuid, string what, CancellationToken cancellationToken)
    {
        string player = Uri.EscapeDataString(xuid ?? await XboxApi.XuidOfAsync(_account, cancellationToken).ConfigureAwait(false));
        return $"/users/xuid({player})/titles/{what}/{Decoration}";
    }

    private List<XboxTitle> Read(XboxAnswer<TitleListAnswer> answer) =>
        [.. answer.Require(answer.Body.Titles, "titles").Select(title => title.Read(_api.Images)).OfType<XboxTitle>()];
}
