namespace GameAuth.Emulator.Scenarios;

/// <summary>The <c>minecraft</c> section of a player.</summary>
internal static class MinecraftSection
{
    public static EmulatedMinecraft Read(ScenarioObject minecraft)
    {
        EmulatedMinecraft one = new()
        {
            License = minecraft.Choice<MinecraftLicense>("license") ?? MinecraftLicense.Purchase,
            HasProfile = minecraft.Flag("hasProfile") ?? true,
            ProfileName = ProfileName(minecraft),
            ProfileId = ProfileId(minecraft),
        };
        minecraft.RefuseOthers();
        return one;
    }

    private static string? ProfileName(ScenarioObject minecraft)
    {
        if (minecraft.Text("profileName") is not { } name) return null;
        return name.Length is >= 1 and <= 16 && name.All(one => char.IsAsciiLetterOrDigit(one) || one == '_')
            ? name
            : throw minecraft.Wrong($"{minecraft.Path}.profileName", "must be 1 to 16 letters A to Z, digits or underscores");
    }

    private static Guid? ProfileId(ScenarioObject minecraft)
    {
        if (minecraft.Text("profileId") is not { } text) return null;
        return Guid.TryParseExact(text, "N", out Guid id) || Guid.TryParseExact(text, "D", out id)
            ? id
            : throw minecraft.Wrong($"{minecraft.Path}.profileId", "must be a UUID: 32 hexadecimal digits, with dashes or without");
    }
}
