using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Hytale;

/// <summary>A game profile of an account. Immutable. Its texts came from the service and have been cleaned.</summary>
/// <param name="Id">The profile's id.</param>
/// <param name="Username">The name in the game.</param>
/// <param name="Entitlements">What the profile may do, such as <c>game.base</c> or <c>sessions.unlimited_servers</c>; empty where the service does not say.</param>
public sealed record HytaleProfile(Guid Id, string Username, IReadOnlyList<string> Entitlements);

/// <summary>An account and its profiles, as one answer names them.</summary>
/// <param name="AccountId">The account: a UUID at Hytale, whatever it uses at a gateway.</param>
/// <param name="Profiles">The profiles.</param>
internal sealed record AccountProfiles(string AccountId, IReadOnlyList<HytaleProfile> Profiles);

/// <summary>Learns once whose account it is, from the profiles.</summary>
internal sealed class HytaleIdentities(HytaleProtocol wire, HytaleGrants grants)
    : TokenSource<HytaleIdentity>("identity", TokenScope.Account, RefreshBehavior.Remint, HytaleRowJson.Default.HytaleIdentity)
{
    protected override async Task<HytaleIdentity> MintAsync(MintContext<HytaleIdentity> mint, CancellationToken deadline)
    {
        HytaleGrant grant = await mint.ParentAsync(grants).ConfigureAwait(false);
        try
        {
            AccountProfiles found = await wire.GetProfilesAsync(mint.Account!.Value, grant, deadline).ConfigureAwait(false);
            return new HytaleIdentity(found.AccountId, found.Profiles is [{ } first, ..] ? first.Username : null);
        }
        catch (ProviderException refused) when (HytaleErrors.BlamesGrant(refused))
        {
            mint.Refused(grants, grant);
            throw;
        }
    }
}

/// <summary>Whose account it is, kept so that a restart asks nobody. It dies with the sign-in.</summary>
internal sealed record HytaleIdentity(string Owner, string? Name) : IToken
{
    [JsonIgnore]
    public DateTimeOffset? ExpiresAt => null;
}

/// <summary>An account and its profiles, as either dialect writes them: <c>owner</c> or <c>account_id</c>. Any member may be missing.</summary>
internal sealed class ProfilesBody
{
    private const int MaxProfiles = 1000;
    private const int MaxOwner = 64;

    public string? Owner { get; set; }

    public string? AccountId { get; set; }

    [JsonConverter(typeof(WireListConverter<ProfileBody>))]
    public IReadOnlyList<ProfileBody> Profiles { get; set; } = [];

    /// <param name="answer">The answer.</param>
    /// <param name="known">The account as the grant names it, for an answer that does not.</param>
    public AccountProfiles ToProfiles(ProviderResponse answer, string? known)
    {
        string? said = Array.Find((string?[])[Owner, AccountId, known], static name => !string.IsNullOrEmpty(name));
        return ServerText.NameOrNull(said, MaxOwner) is not { } owner
            ? throw answer.Failure("names no account (owner), or one that can't be shown as it is", isTransient: false)
            : new AccountProfiles(
                Guid.TryParse(owner, out Guid uuid) ? uuid.ToString("D") : owner,
                [.. Profiles.Take(MaxProfiles).Select(Read).OfType<HytaleProfile>().DistinctBy(static one => one.Id)]);
    }

    private static HytaleProfile? Read(ProfileBody one) => Guid.TryParse(one.Uuid, out Guid id)
        ? new HytaleProfile(
            id,
            ServerText.Clean(one.Username, 64),
            [.. (one.Entitlements ?? []).Select(static name => ServerText.Clean(name, 64)).Where(static name => name.Length > 0).Take(100)])
        : null;
}

/// <summary>One profile of the answer.</summary>
internal sealed class ProfileBody
{
    public string? Uuid { get; set; }

    public string? Username { get; set; }

    public IReadOnlyList<string?>? Entitlements { get; set; }
}
