namespace GameAuth.Torture;

/// <summary>A row of several hundred kilobytes, saved within its room: the kernel stops a write of this size in its midst, and hardly ever a small one.</summary>
internal sealed class LargeWork : Workload
{
    private const int Smallest = 600_000;
    private const int Sizes = 40_000;
    private const int Stride = 9_973;

    public override string Name => "large";

    public override IReadOnlyList<string> Rows { get; } = ["library"];

    public override Step At(int index) => new(StepKind.Save, "library", Smallest + (int)((long)index * Stride % Sizes));
}
