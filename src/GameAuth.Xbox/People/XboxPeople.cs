
namespace GameAuth.Xbox;

/// <summary>Friends, and the relationships between players (peoplehub.xboxlive.com, contract version 3, and social.xboxlive.com, version 2). Safe for use from any thread.</summary>
/// <remarks>The two share a limit: at most 10 calls in 15 s and 30 in 300 s go out; more wait.</remarks>
public sealed class XboxPeople
{
    private const int BatchSize = 100;
    private const string Decoration = "decoration/preferredColor,detail,multiplayerSummary,presenceDetail";

    private readonly ServiceClient _people;
    private readonly ServiceClient _social;

    internal XboxPeople(XboxAccount account, XboxApi api)
    {
        _people = new ServiceClient(account, api, XboxEndpoint.PeopleHub, contractVersion: 3);
        _social = new ServiceClient(account, api, XboxEndpoint.Social, contractVersion: 2);
    }

    /// <summary>The friends of a player: those whom the player follows (<c>GET /users/…/people/social</c>).</summary>
    /// <param name="query">Whose, and in which language; null for the account's own player.</param>
    /// <param name="cancellationToken">Ends the call and its wait.</param>
    /// <returns>The friends, in the service's order.</returns>
    /// <exception cref="ArgumentException">The id or the language of <paramref name="query"/> is none.</exception>
    /// <exception cref="ThrottledException">The service holds the account back.</exception>
    /// <exception cref="ProviderException">The service failed or does not show this player's (403, 404), or its answer cannot be read.</exception>
    /// <exception cref="GameAuthException">As <see cref="XboxAccount.GetXstsTokenAsync"/>.</exception>
    public Task<IReadOnlyList<XboxPerson>> GetFriendsAsync(XboxPlayerQuery? query = null, CancellationToken cancellationToken = default)
    {
        string player = query?.Xuid is { } other ? $"xuid({XboxArguments.Xuid(other, nameof(query))})" : "me";
        XboxCall call = Call("people", $"/users/{player}/people/social/{Decoration}", query?.Language);
        return _people.GetAsync(call, XboxServiceJson.Default.PeopleAnswer, Read, cancellationToken);
    }

    /// <summary>A player, friend or not (<c>GET /users/me/people/xuids(…)</c>).</summary>
    /// <param name="xuid">The player's Xbox user id.</param>
    /// <param name="language">The language of the texts; null for <see cref="XboxOptions.Language"/>.</param>
    /// <param name="cancellationToken">Ends the call and its wait.</param>
    /// <returns>The player; null where the service knows no such player.</returns>
    /// <exception cref="ArgumentException">The id or the language is none.</exception>
    /// <exception cref="GameAuthException">As <see cref="GetFriendsAsync"/>.</exception>
    public Task<XboxPerson?> GetAsync(string xuid, string? language = null, CancellationToken cancellationToken = default) =>
        FindAsync(Call("person", $"/users/me/people/xuids({XboxArguments.Xuid(xuid)})/{Decoration}", language), xuid, cancellationToken);

    /// <summary>Several players, friends or not, 100 of them per call (<c>POST /users/me/people/batch</c>).</summary>
    /// <param name="xuids">Their Xbox user ids; one that comes twice counts once.</param>
    /// <param name="language">The language of the texts; null for <see cref="XboxOptions.Language"/>.</param>
    /// <param name="cancellationToken">Ends the calls and their wait.</param>
    /// <returns>The players, in the order of the ids; those whom the service does not know are missing.</returns>
    /// <exception cref="ArgumentException">An id or the language is none.</exception>
    /// <exception cref="GameAuthException">As <see cref="GetFriendsAsync"/>.</exception>
    public Task<IReadOnlyList<XboxPerson>> GetManyAsync(IEnumerable<string> xuids, string? language = null, CancellationToken cancellationToken = default)
    {
        XboxCall call = Call("people batch", $"/users/me/people/batch/{Decoration}", language);
        return XuidBatch.Of(xuids).ReadAsync(BatchSize, (some, token) => ReadBatchAsync(call, some, token), static person => person.Xuid, cancellationToken);
    }

    /// <summary>How many the account's own player follows, and is followed by (<c>GET /users/me/summary</c>).</summary>
    /// <param name="cancellationToken">Ends the call and its wait.</param>
    /// <returns>The numbers.</returns>
    /// <exception cref="GameAuthException">As <see cref="GetFriendsAsync"/>.</exception>
    public Task<XboxSocialSummary> GetSummaryAsync(CancellationToken cancellationToken = default) =>
        _social.GetAsync(SummaryCall("me"), XboxServiceJson.Default.SummaryBody, ReadSummary, cancellationToken);

    /// <summary>How many a player follows, and is followed by, and the relationship between them and the account's own player (<c>GET /users/xuid(…)/summary</c>).</summary>
    /// <param name="xuid">The player's Xbox user id.</param>
    /// <param name="cancellationToken">Ends the call and its wait.</param>
    /// <returns>The numbers; null where the service knows no such player.</returns>
    /// <exception cref="ArgumentException">The id is none.</exception>
    /// <exception cref="GameAuthException">As <see cref="GetFriendsAsync"/>.</exception>
    public Task<XboxSocialSummary?> GetSummaryAsync(string xuid, CancellationToken cancellationToken = default) =>
        _social.FindAsync(SummaryCall($"xuid({XboxArguments.Xuid(xuid)})"), XboxServiceJson.Default.SummaryBody, ReadSummary, cancellationToken);

    private XboxCall Call(string step, string target, string? language) => _people.Call(step, target, _people.Language(language));

    private XboxCall SummaryCall(string player) => _social.Call("social summary", $"/users/{player}/summary");

    private async Task<XboxPerson?> FindAsync(XboxCall call, string xuid, CancellationToken cancellationToken) =>
        (await FindAsync(call, cancellationToken).ConfigureAwait(false))?.FirstOrDefault(person => string.Equals(person.Xuid, xuid, StringComparison.Ordinal));

    private Task<IReadOnlyList<XboxPerson>?> FindAsync(XboxCall call, CancellationToken cancellationToken) =>
        _people.FindAsync(call, XboxServiceJson.Default.PeopleAnswer, Read, cancellationToken);

    private Task<IReadOnlyList<XboxPerson>?> ReadBatchAsync(XboxCall call, string[] xuids, CancellationToken cancellationToken) =>
        FindAsync(call.WithBody(new PeopleBatchRequest { Xuids = xuids }, XboxServiceJson.Default.PeopleBatchRequest), cancellationToken);

    private IReadOnlyList<XboxPerson> Read(XboxAnswer<PeopleAnswer> answer) =>
        answer.ReadList(answer.Body.People, "people", person => person.Read(_people.Images));

    private static XboxSocialSummary ReadSummary(XboxAnswer<SummaryBody> answer) =>
        answer.Body.Read() ?? throw answer.Wire.Failure("has no numbers of followers", isTransient: false);
}
