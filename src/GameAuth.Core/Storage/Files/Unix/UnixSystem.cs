namespace GameAuth.Storage;

/// <summary>Which Unix this is, where their numbers differ.</summary>
internal static class UnixSystem
{
    public static bool IsApple { get; } =
        OperatingSystem.IsMacOS() || OperatingSystem.IsMacCatalyst() || OperatingSystem.IsIOS() || OperatingSystem.IsTvOS();

    public static bool IsLinux { get; } = OperatingSystem.IsLinux() || OperatingSystem.IsAndroid();
}
