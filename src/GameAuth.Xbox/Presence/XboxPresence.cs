using System.Text.Json;

namespace GameAuth.Xbox;

/// <summary>Who is online, where and with what (userpresence.xboxlive.com, contract version 3). Safe for use from any thread.</summary>
/// <remarks>At most 10 calls in 15 s and 100 in 300 s go out; more wait.</remarks>
public sealed class XboxPresence
{
    private const string Step = "presence";
    private const int Contract = 3;

    /// <summary>What one call takes, by Microsoft's reference of <c>BatchRequest</c>.</summary>
    private const int BatchSize = 1100;

    private readonly XboxAccount _account;
    private readonly XboxApi _api;

    internal XboxPresence(XboxAccount account, XboxApi api)
    {
        _account = account;
        _api = api;
    }

    /// <summary>The presence of the account's own player (<c>GET /users/me</c>).</summary>
    /// <param name="query">How much; null for all.</param>
    /// <param name="cancellationToken">Ends the call and its wait.</param>
    /// <returns>The record.</returns>
    /// <exception cref="ArgumentException">The language or the level of <paramref name="query"/> is none.</exception>
    /// <exception cref="ThrottledException">The service holds the account back.</exception>
    /// <exception cref="ProviderException">The service failed, or its answer can not be read.</exception>
    /// <exception cref="GameAuthException">As <see cref="XboxAccount.GetXstsTokenAsync"/>.</exception>
    public Task<XboxPresenceRecord> GetAsync(XboxPresenceQuery? query = null, CancellationToken cancellationToken = default) =>
        ReadOwnAsync(Call("/users/me", query), cancellationToken);

    /// <summary>The presence of a player (<c>GET /users/xuid(…)</c>).</summary>
    /// <param name="xuid">The player's Xbox user id.</param>
    /// <param name="query">How much; null for all.</param>
    /// <param name="cancellationToken">Ends the call and its wait.</param>
    /// <returns>The record; null where the service knows no such player. One who does not want to be seen by the account looks offline.</returns>
    /// <exception cref="ArgumentException">The id, the language or the level is none.</exception>
    /// <exception cref="GameAuthException">As for the account's own.</exception>
    public Task<XboxPresenceRecord?> GetAsync(string xuid, XboxPresenceQuery? query = null, CancellationToken cancellationToken = default) =>
        FindAsync(Call($"/users/xuid({XboxArguments.Xuid(xuid)})", query), cancellationToken);

    /// <summary>The presence of several players, 1,100 of them per call (<c>POST /users/batch</c>).</summary>
    /// <param name="xuids">Their Xbox user ids; one that comes twice counts once.</param>
    /// <param name="query">How much; null for all.</param>
    /// <param name="cancellationToken">Ends the calls and their wait.</param>
    /// <returns>The records, in the order of the ids; players whom the service does not know are missing, and with <see cref="XboxPresenceQuery.OnlineOnly"/> those who are offline.</returns>
    /// <exception cref="ArgumentException">An id, the language or the level is none.</exception>
    /// <exception cref="GameAuthException">As for the account's own.</exception>
    public Task<IReadOnlyList<XboxPresenceRecord>> GetManyAsync(
        IEnumerable<string> xuids, XboxPresenceQuery? query = null, CancellationToken cancellationToken = default)
    {
        string language = _api.LanguageOr(XboxArguments.Language(query?.Language, nameof(query)));
        string level = LevelOf(query);
        bool onlineOnly = query?.OnlineOnly is true;
        return XuidBatch.Of(xuids).ReadAsync(
            BatchSize,
            (some, token) => ReadBatchAsync(new PresenceBatchRequest { Users = some, Level = level, OnlineOnly = onlineOnly }, language, token),
            static record => record.Xuid,
            cancellationToken);
    }

    private static string LevelOf(XboxPresenceQuery? query) => query?.Level switch
    {
        null or XboxPresenceLevel.All => "all",
        XboxPresenceLevel.User => "user",
        XboxPresenceLevel.Device => "device",
        XboxPresenceLevel.Title => "title",
        _ => throw new ArgumentException("This is no level.", nameof(query)),
    };

    private XboxCall Call(string path, XboxPresenceQuery? query) => new(Step, XboxEndpoint.Presence, $"{path}?level={LevelOf(query)}", Contract)
    {
        Language = _api.LanguageOr(XboxArguments.Language(query?.Language, nameof(query))),
    };

    private async Task<XboxPresenceRecord> ReadOwnAsync(XboxCall call, CancellationToken cancellationToken) =>
        Read(await _api.GetAsync(_account, call, XboxServiceJsonContext.Default.PresenceBody, cancellationToken).ConfigureAwait(false));

    private async Task<XboxPresenceRecord?> FindAsync(XboxCall call, CancellationToken cancellationToken) =>
        await _api.FindAsync(_account, call, XboxServiceJsonContext.Default.PresenceBody, cancellationToken).ConfigureAwait(false) is { } answer ? Read(answer) : null;

    private static XboxPresenceRecord Read(XboxAnswer<PresenceBody> answer) =>
        answer.Body.Read() ?? throw answer.Wire.Failure("names no player", isTransient: false);

    private async Task<IReadOnlyList<XboxPresenceRecord>?> ReadBatchAsync(PresenceBatchRequest body, string language, CancellationToken cancellationToken)
    {
        XboxCall call = new("presence batch", XboxEndpoint.Presence, "/users/batch", Contract)
        {
            Language = language,
            Body = JsonSerializer.SerializeToUtf8Bytes(body, XboxServiceJsonContext.Default.PresenceBatchRequest),
        };
        return await _api.FindAsync(_account, call, XboxServiceJsonContext.Default.IReadOnlyListPresenceBody, cancellationToken).ConfigureAwait(false) is { } answer
            ? [.. answer.Body.Select(static one => one?.Read()).OfType<XboxPresenceRecord>()]
            : null;
    }
}
