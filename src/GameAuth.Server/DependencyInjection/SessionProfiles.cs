using Microsoft.Extensions.Options;

namespace GameAuth.Server;

/// <summary>The profiles of a host by name. Safe for use from any thread.</summary>
internal sealed class SessionProfiles(IEnumerable<RegisteredProfile> registered, IOptionsMonitor<SessionProfile> options)
{
    public const string Default = "default";

    private readonly Dictionary<string, SessionProfile> _profiles = registered.ToDictionary(static one => one.Name, one => options.Get(one.Name), StringComparer.Ordinal);

    /// <summary>All that were added.</summary>
    public IReadOnlyCollection<SessionProfile> All => _profiles.Values;

    /// <summary>The longest life of any access token: how long a revocation and a signing key matter.</summary>
    public TimeSpan LongestAccessToken => _profiles.Values.Max(static profile => profile.AccessTokenLifetime);

    /// <summary>Finds a profile; null where no such one was added, such as that of a session that an older release made.</summary>
    public SessionProfile? Find(string name) => _profiles.GetValueOrDefault(name);

    public static string ClientIdOf(string name, SessionProfile profile) => profile.ClientId ?? name;
}

/// <summary>A profile that was added.</summary>
internal sealed record RegisteredProfile(string Name);

/// <summary>A provider that was added.</summary>
internal sealed record RegisteredVerifier(string Provider, string Profile);
