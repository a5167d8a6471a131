namespace GameAuth.Emulator;

/// <summary>What a made-up person has of Minecraft: Java Edition. Bedrock Edition asks for none of it: any Xbox account gets a chain.</summary>
public sealed record EmulatedMinecraft
{
    /// <summary>By what right the person plays. Default: bought.</summary>
    public MinecraftLicense License { get; init; }

    /// <summary>Whether the person has chosen a name to play under; without one the profile is answered with 404, whatever the license. Default: true.</summary>
    public bool HasProfile { get; init; } = true;

    /// <summary>
    /// The name of the profile: 1 to 16 letters A to Z, digits or underscores. Null (the default) for the gamertag without what
    /// such a name cannot have.
    /// </summary>
    public string? ProfileName { get; init; }

    /// <summary>The id of the profile. Null (the default) for one that is made of the xuid, the same in every run.</summary>
    public Guid? ProfileId { get; init; }
}
