using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Hytale;

/// <summary>An account and its profiles, as either dialect writes them: <c>owner</c> or <c>account_id</c>. Any member may be missing.</summary>
internal sealed class ProfilesBody
{
    private const int MaxProfiles = 1000;

    public string? Owner { get; set; }

    public string? AccountId { get; set; }

    [JsonConverter(typeof(WireListConverter<ProfileBody>))]
    public IReadOnlyList<ProfileBody> Profiles { get; set; } = [];

    public HytaleOwner ToOwner(WireAnswer answer)
    {
        if (!Guid.TryParse(Owner ?? AccountId, out Guid owner))
        {
            throw answer.Failure("names no account (owner)", isTransient: false);
        }

        return new HytaleOwner(owner, [.. Profiles.Take(MaxProfiles).Select(Read).OfType<HytaleProfile>()]);
    }

    private static HytaleProfile? Read(ProfileBody one) => Guid.TryParse(one.Uuid, out Guid id)
        ? new HytaleProfile(
            id,
            ServerText.Clean(one.Username, 64),
            [.. (one.Entitlements ?? []).Select(static name => ServerText.Clean(name, 64)).Where(static name => name.Length > 0).Take(100)])
        : null;
}
