namespace GameAuth.Storage;

/// <summary>Which Unix this is, where their numbers differ.</summary>
internal static class UnixSystem
{
    public static bool IsApple { get; } =
        OperatingSystem.IsMacOS() || OperatingSystem.IsMacCatalyst() || OperatingSystem.IsIOS() || OperatingSystem.IsTvOS();

    public static bool IsLinux { get; } = OperatingSystem.IsLinux() || OperatingSystem.IsAndroid();

    /// <summary>Whether the numbers of this kernel are known; with those of another one, a flag would mean something else.</summary>
    public static bool IsKnown { get; } = IsApple || IsLinux;
}
