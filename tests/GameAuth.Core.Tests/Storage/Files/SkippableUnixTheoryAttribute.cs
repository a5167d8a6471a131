namespace GameAuth.Core.Tests.Storage;

/// <summary>As <see cref="SkippableUnixFactAttribute"/>, with data.</summary>
public sealed class SkippableUnixTheoryAttribute : TheoryAttribute
{
    public SkippableUnixTheoryAttribute()
    {
        if (OperatingSystem.IsWindows())
        {
            Skip = "Unix permissions and symbolic links";
        }
    }
}
