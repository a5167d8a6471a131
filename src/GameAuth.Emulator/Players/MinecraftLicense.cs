namespace GameAuth.Emulator;

/// <summary>By what right a player plays Minecraft: Java Edition.</summary>
public enum MinecraftLicense
{
    /// <summary>Bought the game: both lists of entitlements have it.</summary>
    Purchase,

    /// <summary>A subscriber of Game Pass: only the list of licenses has the game, and names its source.</summary>
    GamePass,

    /// <summary>No right at all: both lists are empty.</summary>
    None,
}
