namespace GameAuth.Storage;

/// <summary>Where the user's own data of an application goes (XDG Base Directory Specification; known folder LocalAppData).</summary>
internal static class LocalData
{
    public static string DirectoryFor(string applicationName)
    {
        ArgumentNullException.ThrowIfNull(applicationName);
        if (string.IsNullOrWhiteSpace(applicationName) || applicationName is "." or ".."
            || applicationName.AsSpan().ContainsAny('/', '\\', '\0') || applicationName.AsSpan().ContainsAny(Path.GetInvalidFileNameChars()))
        {
            throw new GameAuthConfigurationException(
                "GameAuthOptions.ApplicationName must be one plain directory name, such as MyLauncher, since the token store's directory is named by it.");
        }

        string local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return Path.IsPathFullyQualified(local)
            ? Path.Combine(local, applicationName, "gameauth")
            : throw new GameAuthConfigurationException(
                "This user has no local data directory for the token store. Set HOME or XDG_DATA_HOME, or name the store's directory.");
    }
}
