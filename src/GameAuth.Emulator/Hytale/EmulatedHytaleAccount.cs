namespace GameAuth.Emulator;

/// <summary>A made-up Hytale account with its game profiles.</summary>
public sealed record EmulatedHytaleAccount
{
    /// <summary>The account of an emulator whose options name none: two profiles, EmuRanger and EmuMiner. Make your own with <c>with</c>.</summary>
    public static EmulatedHytaleAccount Default { get; } = new()
    {
        Owner = "e1000000-0000-4000-8000-000000000001",
        Profiles =
        [
            new EmulatedHytaleProfile { Uuid = "e2000000-0000-4000-8000-000000000001", Username = "EmuRanger" },
            new EmulatedHytaleProfile { Uuid = "e2000000-0000-4000-8000-000000000002", Username = "EmuMiner" },
        ],
    };

    /// <summary>The account's UUID, in lower case with dashes: <c>owner</c> of the list of profiles, <c>sub</c> of access tokens.</summary>
    public required string Owner { get; init; }

    /// <summary>The profiles, at least one unless the account shall have none.</summary>
    public IReadOnlyList<EmulatedHytaleProfile> Profiles { get; init; } = [];

    /// <summary>The address in identity tokens of the gateway's documented shape (<see cref="HytaleClaimShape.GatewayText"/>). Default: none.</summary>
    public string? Email { get; init; }

    internal bool HasUnlimitedSessions => Profiles.Any(profile => profile.Entitlements.Contains("sessions.unlimited_servers"));

    /// <summary>Scripts name an account by its owner's UUID, or by a profile of its.</summary>
    internal bool IsCalled(string name) =>
        string.Equals(Owner, name, StringComparison.OrdinalIgnoreCase) || Profiles.Any(profile => profile.IsCalled(name));
}

/// <summary>A game profile of a Hytale account: what players see.</summary>
public sealed record EmulatedHytaleProfile
{
    /// <summary>The profile's UUID, in lower case with dashes; the <c>sub</c> of its tokens.</summary>
    public required string Uuid { get; init; }

    /// <summary>The name; scripts and scenarios may name an account by it.</summary>
    public required string Username { get; init; }

    /// <summary>
    /// What the profile may do. Without <c>game.base</c> no game session begins; <c>sessions.unlimited_servers</c> on any profile lifts
    /// the account's limit of sessions. Default: <c>game.base</c>.
    /// </summary>
    public IReadOnlyList<string> Entitlements { get; init; } = ["game.base"];

    /// <summary>The <c>skin</c> of the public profile: JSON as a text. Default: an empty object.</summary>
    public string Skin { get; init; } = "{}";

    /// <summary>When it was made; the gateway says so. Default: 2026-01-01, UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    internal bool IsCalled(string name) =>
        string.Equals(Username, name, StringComparison.OrdinalIgnoreCase) || string.Equals(Uuid, name, StringComparison.OrdinalIgnoreCase);
}

/// <summary>An open game session as it is now.</summary>
/// <param name="Id">The id that the gateway names it by.</param>
/// <param name="Owner">The account's UUID.</param>
/// <param name="Profile">The profile's UUID.</param>
/// <param name="CreatedAt">When it began.</param>
/// <param name="ExpiresAt">When it ends unless it is refreshed.</param>
/// <param name="Refreshes">How often it was refreshed.</param>
public sealed record EmulatedHytaleSession(string Id, string Owner, string Profile, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, int Refreshes);

/// <summary>What makes no sense about accounts, in words that name the member; scenarios and options are held to the same.</summary>
internal static class HytaleAccountCheck
{
    public static string? ProblemOf(IReadOnlyCollection<EmulatedHytaleAccount> accounts)
    {
        EmulatedHytaleProfile[] profiles = [.. accounts.SelectMany(account => account.Profiles)];
        string[] ids = [.. accounts.Select(account => account.Owner), .. profiles.Select(profile => profile.Uuid)];
        if (Array.Find(ids, id => !IsUuid(id)) is { } odd) { return $"'{odd}' must be a UUID in lower case, such as e1000000-0000-4000-8000-000000000001"; }
        if (Names.Repeated(ids) is { } id) { return $"two accounts or profiles have the UUID {id}"; }
        if (Names.Repeated(profiles.Select(profile => profile.Username)) is { } name) { return $"two profiles have the username {name}"; }
        return Array.Exists(profiles, profile => profile.Username.Length == 0) ? "a profile needs a username" : null;
    }

    private static bool IsUuid(string text) => Guid.TryParseExact(text, "D", out Guid id) && id.ToString() == text;
}
