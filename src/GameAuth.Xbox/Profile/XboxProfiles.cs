using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>The profiles of players, as the account may see them (profile.xboxlive.com, contract version 2). Safe for use from any thread.</summary>
/// <remarks>At most 10 calls in 15 s and 30 in 300 s go out; more wait.</remarks>
public sealed class XboxProfiles
{
    private const int BatchSize = 100;

    private readonly ServiceClient _service;

    internal XboxProfiles(XboxAccount account, XboxApi api) => _service = new ServiceClient(account, api, XboxEndpoint.Profile, contractVersion: 2);

    /// <summary>The profile of a player (<c>GET /users/xuid(…)/profile/settings</c>).</summary>
    /// <param name="xuid">The player's Xbox user id.</param>
    /// <param name="cancellationToken">Ends the call and its wait.</param>
    /// <returns>The profile; null where the service knows no such player.</returns>
    /// <exception cref="ArgumentException"><paramref name="xuid"/> is no Xbox user id.</exception>
    /// <exception cref="ThrottledException">The service holds the account back.</exception>
    /// <exception cref="ProviderException">The service failed, or its answer cannot be read.</exception>
    /// <exception cref="GameAuthException">As <see cref="XboxAccount.GetXstsTokenAsync"/>.</exception>
    public Task<XboxProfile?> GetAsync(string xuid, CancellationToken cancellationToken = default) =>
        _service.FindAsync(Call(XboxArguments.Xuid(xuid)), XboxServiceJson.Default.ProfileAnswer, answer => Pick(answer, xuid), cancellationToken);

    /// <summary>The profiles of several players, 100 of them per call (<c>POST /users/batch/profile/settings</c>).</summary>
    /// <param name="xuids">Their Xbox user ids; one that comes twice counts once.</param>
    /// <param name="cancellationToken">Ends the calls and their wait.</param>
    /// <returns>The profiles, in the order of the ids. Players whom the service does not know, or of whom it tells no gamertag, are missing.</returns>
    /// <exception cref="ArgumentException">One of <paramref name="xuids"/> is no Xbox user id.</exception>
    /// <exception cref="GameAuthException">As <see cref="GetAsync"/>.</exception>
    public Task<IReadOnlyList<XboxProfile>> GetManyAsync(IEnumerable<string> xuids, CancellationToken cancellationToken = default) =>
        XuidBatch.Of(xuids).ReadAsync(BatchSize, ReadBatchAsync, static profile => profile.Xuid, cancellationToken);

    internal async Task<XboxProfile> GetOwnAsync(CancellationToken cancellationToken)
    {
        string xuid = await _service.OwnXuidAsync(cancellationToken).ConfigureAwait(false);
        return await _service.GetAsync(
            Call(xuid),
            XboxServiceJson.Default.ProfileAnswer,
            answer => Pick(answer, xuid) ?? throw answer.Wire.Failure("has no profile of this player", isTransient: false),
            cancellationToken).ConfigureAwait(false);
    }

    private XboxCall Call(string xuid) => _service.Call(
        "profile", $"/users/xuid({Uri.EscapeDataString(xuid)})/profile/settings{XboxArguments.Query(("settings", string.Join(',', ProfileUser.Wanted)))}");

    private Task<IReadOnlyList<XboxProfile>?> ReadBatchAsync(string[] xuids, CancellationToken cancellationToken)
    {
        ProfileBatchRequest body = new() { UserIds = xuids, Settings = ProfileUser.Wanted };
        XboxCall call = _service.Call("profile batch", "/users/batch/profile/settings").WithBody(body, XboxServiceJson.Default.ProfileBatchRequest);
        return _service.FindAsync(
            call, XboxServiceJson.Default.ProfileAnswer, answer => answer.ReadList(answer.Body.Users, "players", user => user.Read(_service.Images)), cancellationToken);
    }

    private XboxProfile? Pick(XboxAnswer<ProfileAnswer> answer, string xuid)
    {
        ProfileUser? user = answer.Require(answer.Body.Users, "players").FirstOrDefault(one => string.Equals(one.Xuid, xuid, StringComparison.Ordinal));
        return user is null ? null : user.Read(_service.Images) ?? throw answer.Wire.Failure("has no gamertag", isTransient: false);
    }
}

/// <summary>A player's profile. Immutable. Its texts and addresses came from the service and have been checked.</summary>
/// <param name="Xuid">The player's Xbox user id.</param>
/// <param name="Gamertag">The gamertag.</param>
/// <param name="Gamerscore">The gamerscore; zero where the service does not say.</param>
/// <param name="DisplayPicture">The picture (<c>GameDisplayPicRaw</c>), https on a host of Microsoft's; null where there is none.</param>
/// <param name="AccountTier">The tier, such as <c>Gold</c> or <c>Silver</c>; null where the service does not say.</param>
public sealed record XboxProfile(string Xuid, string Gamertag, int Gamerscore, Uri? DisplayPicture, string? AccountTier);

/// <summary>The body of <c>POST /users/batch/profile/settings</c>.</summary>
internal sealed class ProfileBatchRequest
{
    public required IReadOnlyList<string> UserIds { get; init; }
    public required IReadOnlyList<string> Settings { get; init; }
}

/// <summary>The answer of <c>/profile/settings</c>, for one player or for several.</summary>
internal sealed class ProfileAnswer
{
    [JsonPropertyName("profileUsers"), JsonConverter(typeof(WireListConverter<ProfileUser>))]
    public IReadOnlyList<ProfileUser>? Users { get; set; }
}

/// <summary>One player of the answer.</summary>
internal sealed class ProfileUser
{
    /// <summary>What is asked for, and read below.</summary>
    public static readonly string[] Wanted = ["Gamertag", "Gamerscore", "GameDisplayPicRaw", "AccountTier"];

    [JsonPropertyName("id")]
    public string? Xuid { get; set; }

    [JsonConverter(typeof(WireListConverter<ProfileSetting>))]
    public IReadOnlyList<ProfileSetting> Settings { get; set; } = [];

    /// <summary>The profile; null where the answer has no gamertag.</summary>
    public XboxProfile? Read(XboxImages images)
    {
        string gamertag = ServerText.Clean(Find("Gamertag"), 64);
        return Xuid is { Length: > 0 } && gamertag.Length > 0
            ? new XboxProfile(Xuid, gamertag, FieldParser.Count(Find("Gamerscore")), images.Find(Find("GameDisplayPicRaw")), FieldParser.TextOrNull(Find("AccountTier")))
            : null;
    }

    private string? Find(string setting) =>
        Settings.FirstOrDefault(one => string.Equals(one.Id, setting, StringComparison.OrdinalIgnoreCase))?.Value;
}

/// <summary>One setting; every value is text, the gamerscore too.</summary>
internal sealed class ProfileSetting
{
    public string? Id { get; set; }
    public string? Value { get; set; }
}
