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
