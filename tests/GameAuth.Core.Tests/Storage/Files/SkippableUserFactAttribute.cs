namespace GameAuth.Core.Tests.Storage;

/// <summary>Root may write everywhere; there the reason for the skip is shown.</summary>
public sealed class SkippableUserFactAttribute : FactAttribute
{
    public SkippableUserFactAttribute()
    {
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            Skip = "needs a user other than root, whom permissions bind";
        }
    }
}
