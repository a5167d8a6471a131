using GameAuth.Browser.Tests.Real;
using GameAuth.Interop.Processes;

namespace GameAuth.Activity.Tests.World;

/// <summary>A fact that needs Node.js and the packages beside these tests.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ModuleFactAttribute : FactAttribute
{
    public ModuleFactAttribute() => Skip = Missing;

    /// <summary>Why they can't be used; null when they can.</summary>
    public static string? Missing { get; } = NodeProgram.Missing("typescript", "@discord/embedded-app-sdk");
}

/// <summary>As <see cref="ModuleFactAttribute"/>, for a theory.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ModuleTheoryAttribute : TheoryAttribute
{
    public ModuleTheoryAttribute() => Skip = ModuleFactAttribute.Missing;
}

/// <summary>A fact that needs a browser of the Chromium family, and the packages.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ActivityFactAttribute : FactAttribute
{
    public ActivityFactAttribute() => Skip = Missing;

    /// <summary>Why there is none of these; null when there are all.</summary>
    public static string? Missing { get; } = Chromium.Missing ?? ModuleFactAttribute.Missing;
}

/// <summary>As <see cref="ActivityFactAttribute"/>, for a theory.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ActivityTheoryAttribute : TheoryAttribute
{
    public ActivityTheoryAttribute() => Skip = ActivityFactAttribute.Missing;
}
