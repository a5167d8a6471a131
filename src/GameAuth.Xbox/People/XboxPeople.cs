using System.Text.Json;

namespace GameAuth.Xbox;

/// <summary>Friends, and how players stand to each other (peoplehub.xboxlive.com, contract version 3, and social.xboxlive.com, version 2). Safe for use from any thread.</summary>
/// <remarks>The two share a limit: at most 10 calls in 15 s and 30 in 300 s go out; more wait.</remarks>
public sealed class XboxPeople
{
    private const string Step = "people";
    private const int PeopleContract = 3;
    private const int SocialContract = 2;
    private const int BatchSize = 100;
    private const string Decoration = "decoration/preferredColor,detail,multiplayerSummary,presenceDetail";

    private readonly XboxAccount _account;
    private readonly XboxApi _api;

    internal XboxPeople(XboxAccount account, XboxApi api)
    {
        _account = account;
        _api = api;
    }

    /// <summary>The friends of a player: those whom the player follows (<c>GET /users/…/people/social</c>).</summary>
    /// <param name="query">Whose, and in which language; null for the account's own player.</param>
    /// <param name="cancellationToken">Ends the call and its wait.</param>
    /// <returns>The friends, in the service's order.</returns>
    /// <exception cref="ArgumentException">The id or the language of <paramref name="query"/> is none.</exception>
    /// <exception cref="ThrottledException">The service holds the account back.</exception>
    /// <exception cref="ProviderException">The service failed or does not show this player's (403, 404), or its answer can not be read.</exception>
    /// <exception cref="GameAuthException">As <see cref="XboxAccount.GetXstsTokenAsync"/>.</exception>
    public Task<IReadOnlyList<XboxPerson>> GetFriendsAsync(XboxPlayerQuery? query = null, CancellationToken cancellationToken = default)
    {
        string player = query?.Xuid is { } other ? $"xuid({XboxArguments.Xuid(other, nameof(query))})" : "me";
        return ReadFriendsAsync(Call(Step, $"/users/{player}/people/social/{Decoration}", query?.Language), cancellationToken);
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
    public async Task<XboxSocialSummary> GetSummaryAsync(CancellationToken cancellationToken = default) =>
        Read(await _api.GetAsync(_account, SummaryCall("me"), XboxServiceJsonContext.Default.SummaryBody, cancellationToken).ConfigureAwait(false));

    /// <summary>How many a player follows, and is followed by, and how the account's own player stands to them (<c>GET /users/xuid(…)/summary</c>).</summary>
    /// <param name="xuid">The player's Xbox user id.</param>
    /// <param name="cancellationToken">Ends the call and its wait.</param>
    /// <returns>The numbers; null where the service knows no such player.</returns>
    /// <exception cref="ArgumentException">The id is none.</exception>
    /// <exception cref="GameAuthException">As <see cref="GetFriendsAsync"/>.</exception>
    public Task<XboxSocialSummary?> GetSummaryAsync(string xuid, CancellationToken cancellationToken = default) =>
        FindSummaryAsync(SummaryCall($"xuid({XboxArguments.Xuid(xuid)})"), cancellationToken);

    private static XboxCall SummaryCall(string player) => new("social summary", XboxEndpoint.Social, $"/users/{player}/summary", SocialContract);

    private XboxCall Call(string step, string target, string? language) => new(step, XboxEndpoint.PeopleHub, target, PeopleContract)
    {
        Language = _api.LanguageOr(XboxArguments.Language(language)),
    };

    private async Task<IReadOnlyList<XboxPerson>> ReadFriendsAsync(XboxCall call, CancellationToken cancellationToken) =>
        Read(await _api.GetAsync(_account, call, XboxServiceJsonContext.Default.PeopleAnswer, cancellationToken).ConfigureAwait(false));

    private async Task<XboxPerson?> FindAsync(XboxCall call, string xuid, CancellationToken cancellationToken) =>
        (await FindAsync(call, cancellationToken).ConfigureAwait(false))?.FirstOrDefault(person => string.Equals(person.Xuid, xuid, StringComparison.Ordinal));

    private Task<IReadOnlyList<XboxPerson>?> ReadBatchAsync(XboxCall call, string[] xuids, CancellationToken cancellationToken)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(new PeopleBatchRequest { Xuids = xuids }, XboxServiceJsonContext.Default.PeopleBatchRequest);
        return FindAsync(call with { Body = body }, cancellationToken);
    }

    private async Task<IReadOnlyList<XboxPerson>?> FindAsync(XboxCall call, CancellationToken cancellationToken) =>
        await _api.FindAsync(_account, call, XboxServiceJsonContext.Default.PeopleAnswer, cancellationToken).ConfigureAwait(false) is { } answer ? Read(answer) : null;

    private List<XboxPerson> Read(XboxAnswer<PeopleAnswer> answer) =>
        [.. answer.Require(answer.Body.People, "people").Select(person => person.Read(_api.Images)).OfType<XboxPerson>()];

    private async Task<XboxSocialSummary?> FindSummaryAsync(XboxCall call, CancellationToken cancellationToken) =>
        await _api.FindAsync(_account, call, XboxServiceJsonContext.Default.SummaryBody, cancellationToken).ConfigureAwait(false) is { } answer ? Read(answer) : null;

    private static XboxSocialSummary Read(XboxAnswer<SummaryBody> answer) =>
        answer.Body.Read() ?? throw answer.Wire.Failure("has no numbers of followers", isTransient: false);
}
