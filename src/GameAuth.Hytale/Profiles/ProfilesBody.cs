using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Hytale;

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
    public HytaleOwner ToOwner(ProviderResponse answer, string? known)
    {
        string owner = ServerText.Clean(Owner ?? AccountId ?? known, MaxOwner);
        return owner.Length == 0
            ? throw answer.Failure("names no account (owner)", isTransient: false)
            : new HytaleOwner(
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
