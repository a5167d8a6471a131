namespace GameAuth.Core.Tests.Storage;

/// <summary>Only root can give files away; elsewhere the reason for the skip is shown.</summary>
public sealed class SkippableRootFactAttribute : FactAttribute
{
    public SkippableRootFactAttribute()
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
        {
            Skip = "needs root on Unix, to make files that belong to another user";
        }
    }
}
