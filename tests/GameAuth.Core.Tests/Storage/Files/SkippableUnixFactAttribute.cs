namespace GameAuth.Core.Tests.Storage;

/// <summary>Permissions and links as Unix has them; on Windows the reason for the skip is shown.</summary>
public sealed class SkippableUnixFactAttribute : FactAttribute
{
    public SkippableUnixFactAttribute()
    {
        if (OperatingSystem.IsWindows())
        {
            Skip = "Unix permissions and symbolic links";
        }
    }
}
