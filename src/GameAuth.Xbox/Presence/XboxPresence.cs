
namespace GameAuth.Xbox;

/// <summary>Who is online, where and with what (userpresence.xboxlive.com, contract version 3). Safe for use from any thread.</summary>
/// <remarks>At most 10 calls in 15 s and 100 in 300 s go out; more wait.</remarks>
public sealed class XboxPresence
{
    /// <summary>What one call takes, by Microsoft's reference of <c>BatchRequest</c>.</summary>
    private const int BatchSize = 1100;

    private readonly ServiceClient _service;

    internal XboxPresence(XboxAccount account, XboxApi api) => _service = new ServiceClient(account, api, XboxEndpoint.Presence, contractVersion: 3);

    /// <summary>The presence of the account's own player (<c>GET /users/me</c>).</summary>
    /// <param name="query">How much; null for all.</param>
    /// <param name="cancellationToken">Ends the call and its wait.</param>
    /// <returns>The record.</returns>
    /// <exception cref="ArgumentException">The language or the level of <paramref name="query"/> is none.</exception>
    /// <exception cref="ThrottledException">The service holds the account back.</exception>
    /// <exception cref="ProviderException">The service failed, or its answer cannot be read.</exception>
    /// <exception cref="GameAuthException">As <see cref="XboxAccount.GetXstsTokenAsync"/>.</exception>
    public Task<XboxPresenceRecord> GetAsync(XboxPresenceQuery? query = null, CancellationToken cancellationToken = default) =>
        _service.GetAsync(Call("/users/me", query), XboxServiceJson.Default.PresenceBody, Read, cancellationToken);

    /// <summary>The presence of a player (<c>GET /users/xuid(…)</c>).</summary>
    /// <param name="xuid">The player's Xbox user id.</param>
    /// <param name="query">How much; null for all.</param>
    /// <param name="cancellationToken">Ends the call and its wait.</param>
    /// <returns>The record; null where the service knows no such player. One who does not want to be seen by the account looks offline.</returns>
    /// <exception cref="ArgumentException">The id, the language or the level is none.</exception>
    /// <exception cref="GameAuthException">As for the account's own.</exception>
    public Task<XboxPresenceRecord?> GetAsync(string xuid, XboxPresenceQuery? query = null, CancellationToken cancellationToken = default) =>
        _service.FindAsync(Call($"/users/xuid({XboxArguments.Xuid(xuid)})", query), XboxServiceJson.Default.PresenceBody, Read, cancellationToken);

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
        XboxCall call = _service.Call("presence batch", "/users/batch", _service.Language(query?.Language, nameof(query)));
        string level = LevelOf(query);
        bool onlineOnly = query?.OnlineOnly is true;
        return XuidBatch.Of(xuids).ReadAsync(
            BatchSize,
            (some, token) => ReadBatchAsync(call, new PresenceBatchRequest { Users = some, Level = level, OnlineOnly = onlineOnly }, token),
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

    private XboxCall Call(string path, XboxPresenceQuery? query) =>
        _service.Call("presence", path + XboxArguments.Query(("level", LevelOf(query))), _service.Language(query?.Language, nameof(query)));

    private static XboxPresenceRecord Read(XboxAnswer<PresenceBody> answer) =>
        answer.Body.Read() ?? throw answer.Wire.Failure("names no player", isTransient: false);

    private Task<IReadOnlyList<XboxPresenceRecord>?> ReadBatchAsync(XboxCall call, PresenceBatchRequest body, CancellationToken cancellationToken) => _service.FindAsync(
        call.WithBody(body, XboxServiceJson.Default.PresenceBatchRequest), XboxServiceJson.Default.IReadOnlyListPresenceBody, ReadList, cancellationToken);

    private static IReadOnlyList<XboxPresenceRecord> ReadList(XboxAnswer<IReadOnlyList<PresenceBody>> answer) =>
        answer.ReadList(answer.Body, "records", static one => one?.Read());
}

/// <summary>How much is asked of a player's presence. Immutable.</summary>
public sealed record XboxPresenceQuery
{
    /// <summary>How much a record tells. Default <see cref="XboxPresenceLevel.All"/>.</summary>
    public XboxPresenceLevel Level { get; init; }

    /// <summary>Whether records of players who are offline are left out of a batch. Default false.</summary>
    public bool OnlineOnly { get; init; }

    /// <summary>The language of the texts, as a tag of BCP 47 such as <c>de-DE</c>. Default null: <see cref="XboxOptions.Language"/>.</summary>
    public string? Language { get; init; }
}

/// <summary>How much a presence record tells.</summary>
public enum XboxPresenceLevel
{
    /// <summary>Devices, titles and what the player does in them. The default.</summary>
    All,

    /// <summary>Whether the player is online.</summary>
    User,

    /// <summary>That, and the devices.</summary>
    Device,

    /// <summary>That, and the titles.</summary>
    Title,
}
