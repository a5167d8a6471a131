using System.Text.Json;

namespace GameAuth.Xbox;

/// <summary>The profiles of players, as the account may see them (profile.xboxlive.com, contract version 2). Safe for use from any thread.</summary>
/// <remarks>At most 10 calls in 15 s and 30 in 300 s go out; more wait.</remarks>
public sealed class XboxProfiles
{
    private const string Step = "profile";
    private const string BatchStep = "profile batch";
    private const int Contract = 2;
    private const int BatchSize = 100;

    private readonly XboxAccount _account;
    private readonly XboxApi _api;

    internal XboxProfiles(XboxAccount account, XboxApi api)
    {
        _account = account;
        _api = api;
    }

    /// <summary>The profile of a player (<c>GET /users/xuid(…)/profile/settings</c>).</summary>
    /// <param name="xuid">The player's Xbox user id.</param>
    /// <param name="cancellationToken">Ends the call and its wait.</param>
    /// <returns>The profile; null where the service knows no such player.</returns>
    /// <exception cref="ArgumentException"><paramref name="xuid"/> is no Xbox user id.</exception>
    /// <exception cref="ThrottledException">The service holds the account back.</exception>
    /// <exception cref="ProviderException">The service failed, or its answer can not be read.</exception>
    /// <exception cref="GameAuthException">As <see cref="XboxAccount.GetXstsTokenAsync"/>.</exception>
    public Task<XboxProfile?> GetAsync(string xuid, CancellationToken cancellationToken = default) => FindAsync(XboxArguments.Xuid(xuid), cancellationToken);

    /// <summary>The profiles of several players, 100 of them per call (<c>POST /users/batch/profile/settings</c>).</summary>
    /// <param name="xuids">Their Xbox user ids; one that comes twice counts once.</param>
    /// <param name="cancellationToken">Ends the calls and their wait.</param>
    /// <returns>The profiles, in the order of the ids. Players whom the service does not know, or of whom it tells no gamertag or gamerscore, are missing.</returns>
    /// <exception cref="ArgumentException">One of <paramref name="xuids"/> is no Xbox user id.</exception>
    /// <exception cref="GameAuthException">As <see cref="GetAsync"/>.</exception>
    public Task<IReadOnlyList<XboxProfile>> GetManyAsync(IEnumerable<string> xuids, CancellationToken cancellationToken = default) =>
        XuidBatch.Of(xuids).ReadAsync(BatchSize, ReadBatchAsync, static profile => profile.Xuid, cancellationToken);

    internal async Task<XboxProfile> GetOwnAsync(CancellationToken cancellationToken)
    {
        string xuid = await XboxApi.XuidOfAsync(_account, cancellationToken).ConfigureAwait(false);
        XboxAnswer<ProfileAnswer> answer = await _api
            .GetAsync(_account, Call(xuid), XboxServiceJsonContext.Default.ProfileAnswer, cancellationToken).ConfigureAwait(false);
        return Pick(answer, xuid) ?? throw answer.Wire.Failure("has no profile of this player", isTransient: false);
    }

    private static XboxCall Call(string xuid) =>
        new(Step, XboxEndpoint.Profile, $"/users/xuid({Uri.EscapeDataString(xuid)})/profile/settings?settings={string.Join(',', ProfileUser.Wanted)}", Contract);

    private async Task<XboxProfile?> FindAsync(string xuid, CancellationToken cancellationToken) =>
        await _api.FindAsync(_account, Call(xuid), XboxServiceJsonContext.Default.ProfileAnswer, cancellationToken).ConfigureAwait(false) is { } answer
            ? Pick(answer, xuid)
            : null;

    private async Task<IReadOnlyList<XboxProfile>?> ReadBatchAsync(string[] xuids, CancellationToken cancellationToken)
    {
        ProfileBatchRequest body = new() { UserIds = xuids, Settings = ProfileUser.Wanted };
        XboxCall call = new(BatchStep, XboxEndpoint.Profile, "/users/batch/profile/settings", Contract)
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(body, XboxServiceJsonContext.Default.ProfileBatchRequest),
        };
        return await _api.FindAsync(_account, call, XboxServiceJsonContext.Default.ProfileAnswer, cancellationToken).ConfigureAwait(false) is { } answer
            ? [.. answer.Require(answer.Body.Users, "players").Select(user => user.Read(_api.Images)).OfType<XboxProfile>()]
            : null;
    }

    private XboxProfile? Pick(XboxAnswer<ProfileAnswer> answer, string xuid)
    {
        ProfileUser? user = answer.Require(answer.Body.Users, "players").FirstOrDefault(one => string.Equals(one.Xuid, xuid, StringComparison.Ordinal));
        return user is null ? null : user.Read(_api.Images) ?? throw answer.Wire.Failure("has no gamertag, or no number as gamerscore", isTransient: false);
    }
}
