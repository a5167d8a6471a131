namespace GameAuth.Core.Tests.Storage;

/// <summary>What only Windows has; elsewhere the reason for the skip is shown.</summary>
public sealed class WindowsFactAttribute : FactAttribute
{
    public WindowsFactAttribute()
    {
        if (!OperatingSystem.IsWindows())
        {
            Skip = "the Data Protection API is Windows' own";
        }
    }
}
