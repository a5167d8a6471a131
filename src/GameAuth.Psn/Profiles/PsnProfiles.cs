using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Psn;

/// <summary>The profiles of players. Safe for use from any thread.</summary>
public sealed class PsnProfiles
{
    private const string Fields = "npId,onlineId,accountId,avatarUrls,plus,aboutMe,languagesUsed,isOfficiallyVerified";

    private readonly PsnAccount _account;
    private readonly PsnApi _api;

    internal PsnProfiles(PsnAccount account, PsnApi api)
    {
        _account = account;
        _api = api;
    }

    /// <summary>The profile of the account's own player.</summary>
    /// <param name="cancellationToken">Ends the call and its wait.</param>
    /// <returns>The profile.</returns>
    /// <exception cref="ThrottledException">The service, or its reported limits, hold the account back.</exception>
    /// <exception cref="ProviderException">The service failed, or its answer can't be read.</exception>
    /// <exception cref="GameAuthException">As <see cref="Account.GetTokenAsync"/>.</exception>
    public async Task<PsnProfile> GetOwnAsync(CancellationToken cancellationToken = default)
    {
        string id = _account.OwnId;
        PsnAnswer<ProfileBody> answer = await _api.GetAsync(_account, Call(id), PsnServiceJson.Default.ProfileBody, cancellationToken).ConfigureAwait(false);
        return answer.Body.Read(answer.Wire, id, _api);
    }

    /// <summary>A player's profile by account id.</summary>
    /// <param name="accountId">The account id, decimal digits.</param>
    /// <param name="cancellationToken">Ends the call and its wait.</param>
    /// <returns>The profile; null where the service knows no such player.</returns>
    /// <exception cref="ArgumentException">The id is none.</exception>
    /// <exception cref="GameAuthException">As <see cref="GetOwnAsync"/>.</exception>
    public Task<PsnProfile?> GetAsync(string accountId, CancellationToken cancellationToken = default) => FindAsync(PsnArguments.AccountId(accountId), cancellationToken);

    /// <summary>A player's profile by online id, from the service's older host.</summary>
    /// <param name="onlineId">The online id: 3 to 16 letters, digits, <c>_</c> and <c>-</c>.</param>
    /// <param name="cancellationToken">Ends the call and its wait.</param>
    /// <returns>The profile; null where the service knows no such player.</returns>
    /// <exception cref="ArgumentException">The id is none.</exception>
    /// <exception cref="GameAuthException">As <see cref="GetOwnAsync"/>.</exception>
    public Task<PsnProfile?> GetByOnlineIdAsync(string onlineId, CancellationToken cancellationToken = default) => FindByNameAsync(PsnArguments.OnlineId(onlineId), cancellationToken);

    private static PsnCall Call(string id) => new("profile", PsnEndpoint.Api, $"/api/userProfile/v1/internal/users/{id}/profiles");

    private async Task<PsnProfile?> FindAsync(string id, CancellationToken cancellationToken) =>
        await _api.FindAsync(_account, Call(id), PsnServiceJson.Default.ProfileBody, cancellationToken).ConfigureAwait(false) is { } answer
            ? answer.Body.Read(answer.Wire, id, _api)
            : null;

    private async Task<PsnProfile?> FindByNameAsync(string name, CancellationToken cancellationToken)
    {
        PsnCall call = new("profile by online id", PsnEndpoint.Community, $"/userProfile/v1/users/{name}/profile2?fields={Fields}");
        return await _api.FindAsync(_account, call, PsnServiceJson.Default.LegacyProfileAnswer, cancellationToken).ConfigureAwait(false) is { } answer
            ? (answer.Body.Profile ?? throw answer.Wire.Failure("has no profile", isTransient: false)).Read(answer.Wire, _api)
            : null;
    }
}

/// <summary>A player's profile. Immutable. Its texts and addresses came from the service and have been checked.</summary>
public sealed record PsnProfile
{
    /// <summary>The account id, decimal digits as text.</summary>
    public required string AccountId { get; init; }

    /// <summary>The online id, as the player is called.</summary>
    public required string OnlineId { get; init; }

    /// <summary>What the player says of himself; empty where that is nothing.</summary>
    public string AboutMe { get; init; } = "";

    /// <summary>The player's picture, the largest that the service names; null where there is none.</summary>
    public Uri? Avatar { get; init; }

    /// <summary>The languages that the player has named.</summary>
    public IReadOnlyList<string> Languages { get; init; } = [];

    /// <summary>Whether the player has PlayStation Plus.</summary>
    public bool IsPlus { get; init; }

    /// <summary>Whether the service vouches for who the player is.</summary>
    public bool IsOfficiallyVerified { get; init; }
}

/// <summary>A profile by account id, as the service has it.</summary>
internal sealed class ProfileBody
{
    public string? OnlineId { get; set; }
    public string? AboutMe { get; set; }
    public string? IsPlus { get; set; }
    public string? IsOfficiallyVerified { get; set; }

    [JsonConverter(typeof(WireListConverter<string>))]
    public IReadOnlyList<string> Languages { get; set; } = [];

    [JsonConverter(typeof(WireListConverter<AvatarBody>))]
    public IReadOnlyList<AvatarBody> Avatars { get; set; } = [];

    public PsnProfile Read(ProviderResponse wire, string accountId, PsnApi api) => new()
    {
        AccountId = accountId,
        OnlineId = ServerText.NameOrNull(OnlineId) ?? throw wire.Failure("has no online id that can be shown as it is", isTransient: false),
        AboutMe = FieldParser.Text(AboutMe),
        Avatar = Avatars.Reverse().Select(one => api.Picture(one.Url)).FirstOrDefault(static picture => picture is not null),
        Languages = FieldParser.Texts(Languages),
        IsPlus = FieldParser.Flag(IsPlus),
        IsOfficiallyVerified = FieldParser.Flag(IsOfficiallyVerified),
    };
}

/// <summary>A picture in its sizes, the smallest first; each host calls its address otherwise.</summary>
internal sealed class AvatarBody
{
    public string? Url { get; set; }
    public string? AvatarUrl { get; set; }
}

/// <summary>The answer of the older host.</summary>
internal sealed class LegacyProfileAnswer
{
    public LegacyProfileBody? Profile { get; set; }
}

/// <summary>A profile by online id, as the older host has it.</summary>
internal sealed class LegacyProfileBody
{
    public string? AccountId { get; set; }
    public string? OnlineId { get; set; }
    public string? AboutMe { get; set; }
    public string? Plus { get; set; }
    public string? IsOfficiallyVerified { get; set; }

    [JsonConverter(typeof(WireListConverter<string>))]
    public IReadOnlyList<string> LanguagesUsed { get; set; } = [];

    [JsonConverter(typeof(WireListConverter<AvatarBody>))]
    public IReadOnlyList<AvatarBody> AvatarUrls { get; set; } = [];

    public PsnProfile Read(ProviderResponse wire, PsnApi api) => new()
    {
        AccountId = PsnArguments.IsAccountId(AccountId) ? AccountId : throw wire.Failure("has no account id", isTransient: false),
        OnlineId = ServerText.NameOrNull(OnlineId) ?? throw wire.Failure("has no online id that can be shown as it is", isTransient: false),
        AboutMe = FieldParser.Text(AboutMe),
        Avatar = AvatarUrls.Reverse().Select(one => api.Picture(one.AvatarUrl)).FirstOrDefault(static picture => picture is not null),
        Languages = FieldParser.Texts(LanguagesUsed),
        IsPlus = FieldParser.Count(Plus) > 0 || FieldParser.Flag(Plus),
        IsOfficiallyVerified = FieldParser.Flag(IsOfficiallyVerified),
    };
}
